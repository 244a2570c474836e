package dev.andon.hub;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Whether the hub can do its work: named conditions, each of which is met or says in words why not.
 * The parts list adds them; {@code /health/ready} and the page ask. Thread-safe.
 */
final class Readiness {
  private final List<Condition> conditions = new CopyOnWriteArrayList<>();

  private record Condition(String name, Supplier<List<String>> reasons) {}

  /**
   * A condition that is not met.
   *
   * @param name one word, stable, for machines
   * @param reason what is wrong, in words
   */
  record Trouble(String name, String reason) {
    @Override
    public String toString() {
      return name + ": " + reason;
    }
  }

  /**
   * Adds a condition.
   *
   * @param reasons asked at each look, by any thread; empty while the condition is met. Must not
   *     block
   */
  Readiness require(String name, Supplier<List<String>> reasons) {
    conditions.add(new Condition(name, reasons));
    return this;
  }

  /** As {@link #require}, for a condition with one reason at most. */
  Readiness requireOne(String name, Supplier<Optional<String>> reason) {
    return require(name, () -> reason.get().stream().toList());
  }

  /** What is not met at this moment; empty when the hub is ready. */
  List<Trouble> troubles() {
    return conditions.stream()
        .flatMap(c -> c.reasons().get().stream().map(reason -> new Trouble(c.name(), reason)))
        .toList();
  }
}
