package dev.andon.hub.chat;

import java.util.Optional;

/**
 * What a caller asks for: {@code provider/model}, or the alias of a route.
 *
 * @param text the name as the caller wrote it, never lower-cased; at most 256 characters, no
 *     control characters
 */
public record ModelName(String text) {
  private static final int MAX_CHARS = 256;

  public ModelName {
    if (text.isBlank() || text.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          "a model name has 1 to " + MAX_CHARS + " characters, not " + text.length());
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a model name has no control characters");
    }
  }

  /** The part before the first slash, or empty for an alias. */
  public Optional<String> provider() {
    int slash = text.indexOf('/');
    return slash > 0 ? Optional.of(text.substring(0, slash)) : Optional.empty();
  }

  /**
   * The part behind the first slash (it may contain slashes itself), or the whole name of an alias.
   */
  public String model() {
    int slash = text.indexOf('/');
    return slash > 0 ? text.substring(slash + 1) : text;
  }

  @Override
  public String toString() {
    return text;
  }
}
