package dev.andon.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written {@code 64MiB}, {@code 20MB}, {@code 512KiB} or {@code 1024}. */
public record ByteSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*([kmgt]?i?b?)");

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size must not be negative, but is " + bytes);
    }
  }

  /** Reads a size; KB, MB, GB, TB count in thousands, KiB, MiB, GiB, TiB in 1024s. */
  @JsonCreator
  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no size; write for example 64MiB, 20MB or 1024");
    }
    return new ByteSize(
        Math.multiplyExact(Long.parseLong(matcher.group(1)), unit(matcher.group(2))));
  }

  private static long unit(String suffix) {
    if (suffix.isEmpty() || suffix.equals("b")) {
      return 1;
    }
    long base = suffix.contains("i") ? 1_024 : 1_000;
    int power =
        switch (suffix.charAt(0)) {
          case 'k' -> 1;
          case 'm' -> 2;
          case 'g' -> 3;
          case 't' -> 4;
          default -> throw new IllegalArgumentException("'" + suffix + "' is no unit of size");
        };
    long unit = 1;
    for (int i = 0; i < power; i++) {
      unit *= base;
    }
    return unit;
  }
}
