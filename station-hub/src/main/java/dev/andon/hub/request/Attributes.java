package dev.andon.hub.request;

import java.util.Map;
import java.util.Optional;

/**
 * What the door knows about a request beside its content: names such as {@code line}, {@code
 * station}, {@code variant}, {@code view}, {@code sku}. Routes match on them, namespaces are built
 * from them, the ledger reports by them. Never sent to providers.
 *
 * @param values name to value; at most 32, of at most 256 characters each
 */
public record Attributes(Map<String, String> values) {
  private static final int MAX_VALUES = 32;
  private static final int MAX_CHARS = 256;

  /** No attributes. */
  public static final Attributes NONE = new Attributes(Map.of());

  public Attributes {
    values = Map.copyOf(values);
    if (values.size() > MAX_VALUES) {
      throw new IllegalArgumentException(
          "a request has at most " + MAX_VALUES + " attributes, not " + values.size());
    }
    values.forEach(
        (name, value) -> {
          if (name.length() > MAX_CHARS || value.length() > MAX_CHARS) {
            throw new IllegalArgumentException(
                "an attribute has at most " + MAX_CHARS + " characters");
          }
        });
  }

  /** The value of {@code name}, where it was given and is not blank. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name)).filter(v -> !v.isBlank());
  }

  public Optional<String> line() {
    return get("line");
  }

  public Optional<String> station() {
    return get("station");
  }

  public Optional<String> variant() {
    return get("variant");
  }

  public Optional<String> view() {
    return get("view");
  }
}
