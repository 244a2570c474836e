package dev.andon.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A text that must not be shown: {@link #toString()} is masked, so that a configuration may be
 * logged. Written in YAML as {@code env.NAME}, {@code {env: NAME}}, {@code {file: PATH}} or, for
 * tests only, as the text itself.
 *
 * @param text as it was when the configuration was read
 * @param file where it came from, if that was a file
 */
public record Secret(String text, Optional<Path> file) {
  static final int MAX_BYTES = 64 << 10;

  public Secret {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a secret must not be blank");
    }
  }

  /** One that comes from no file. */
  public Secret(String text) {
    this(text, Optional.empty());
  }

  /** What a file holds, without the white space around it. */
  static Secret read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("secret file " + file + " is above 64 KiB");
    }
    return new Secret(Files.readString(file, StandardCharsets.UTF_8).strip(), Optional.of(file));
  }

  /**
   * What its file holds now, so that a changed password needs no restart; where there is no file,
   * or it cannot be read, what it held before.
   */
  public Secret current() {
    if (file.isEmpty()) {
      return this;
    }
    try {
      return read(file.get());
    } catch (IOException | IllegalArgumentException unusable) {
      return this;
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
