package dev.andon.config;

/**
 * A text that must not be shown: {@link #toString()} is masked, so that a configuration may be
 * logged. Written in YAML as {@code env.NAME}, {@code {env: NAME}}, {@code {file: PATH}} or, for
 * tests only, as the text itself.
 */
public record Secret(String text) {
  public Secret {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a secret must not be blank");
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
