package dev.andon.sandbox.demo;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When something goes wrong and for how long; written {@code AT:FOR} in seconds, for example {@code
 * 5:2.5}.
 *
 * @param at after the stations started
 * @param length above 0
 */
public record Interval(Duration at, Duration length) {

  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,6}(?:\\.\\d+)?):(\\d{1,6}(?:\\.\\d+)?)");

  public Interval {
    if (at.isNegative() || !length.isPositive()) {
      throw new IllegalArgumentException(
          "an interval starts at 0 or later and lasts longer than 0, not " + at + ":" + length);
    }
  }

  /** Reads {@code AT:FOR}. */
  public static Interval parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "must be AT:FOR in seconds, for example 5:3, not '" + text + "'");
    }
    return new Interval(seconds(matcher.group(1)), seconds(matcher.group(2)));
  }

  private static Duration seconds(String text) {
    return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
  }
}
