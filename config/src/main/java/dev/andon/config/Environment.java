package dev.andon.config;

import java.util.Map;
import java.util.Optional;

/** Where {@code ${NAME}} and {@code env.NAME} are looked up. */
@FunctionalInterface
public interface Environment {
  /** The variable's value; empty if it is not set. */
  Optional<String> get(String name);

  /** The environment of this process. */
  static Environment ofProcess() {
    return name -> Optional.ofNullable(System.getenv(name));
  }

  /** A fixed environment, for tests and embedded use. */
  static Environment of(Map<String, String> variables) {
    Map<String, String> copy = Map.copyOf(variables);
    return name -> Optional.ofNullable(copy.get(name));
  }
}
