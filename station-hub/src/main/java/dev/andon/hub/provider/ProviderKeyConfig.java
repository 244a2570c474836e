package dev.andon.hub.provider;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One key of a provider, as the configuration writes it: {@code env.NAME}, {@code file:PATH}, the
 * key itself (after {@code ${NAME}} was substituted), or an object with more to say.
 *
 * @param env the environment variable that holds it
 * @param file the file that holds it, relative to the configuration's folder
 * @param value the key itself
 * @param label names it in trails and metrics; default: the variable, the file's name, or its
 *     position
 * @param weight share of the requests, default 1
 * @param models the models it may be used for, default all
 * @param region the cloud region, default the provider's
 * @param account keys of one account share its quota; default: each key for itself
 */
public record ProviderKeyConfig(
    Optional<String> env,
    Optional<String> file,
    Optional<String> value,
    Optional<String> label,
    Optional<Double> weight,
    Optional<List<String>> models,
    Optional<String> region,
    Optional<String> account) {

  @JsonCreator
  public ProviderKeyConfig {
    long sources = List.of(env, file, value).stream().filter(Optional::isPresent).count();
    if (sources != 1) {
      throw new IllegalArgumentException(
          "a provider key has exactly one of env, file and value, not " + sources);
    }
    if (!(weight.orElse(1.0) > 0)) {
      throw new IllegalArgumentException("a key's weight is above 0, not " + weight.get());
    }
  }

  /** A key that is written as a text. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ProviderKeyConfig of(String text) {
    Optional<String> none = Optional.empty();
    if (text.startsWith("env.")) {
      return of(Optional.of(text.substring(4)), none, none);
    }
    return text.startsWith("file:")
        ? of(none, Optional.of(text.substring(5)), none)
        : of(none, none, Optional.of(text));
  }

  private static ProviderKeyConfig of(
      Optional<String> env, Optional<String> file, Optional<String> value) {
    return new ProviderKeyConfig(
        env,
        file,
        value,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** What trails and metrics call it, at its position from 1. */
  public String labelAt(int position) {
    return label
        .or(() -> env)
        .or(() -> file.map(f -> String.valueOf(Path.of(f).getFileName())))
        .orElse("key-" + position);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "KeyConfig[" + label.or(() -> env).or(() -> file).orElse("***") + "]";
  }
}
