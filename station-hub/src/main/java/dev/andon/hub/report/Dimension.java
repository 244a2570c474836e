package dev.andon.hub.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a report's rows are split by. */
public enum Dimension {
  LINE("s.line"),
  STATION("s.station"),
  VARIANT("s.variant"),
  KEY("s.api_key"),
  TEAM("s.team"),
  CUSTOMER("s.customer"),
  PLANT("s.plant"),
  PROVIDER("s.provider"),
  MODEL("s.model"),
  HOUR("h.hour_ms"),
  DAY("h.hour_ms"),
  WEEK("h.hour_ms"),
  MONTH("h.hour_ms");

  private final String column;

  Dimension(String column) {
    this.column = column;
  }

  String column() {
    return column;
  }

  /** Whether its value is made from the hour. */
  boolean isTime() {
    return this == HOUR || this == DAY || this == WEEK || this == MONTH;
  }

  /** As in {@code --by line,day}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a list such as {@code line,station}. */
  public static List<Dimension> parse(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(w -> !w.isEmpty())
        .map(Dimension::ofWord)
        .distinct()
        .toList();
  }

  private static Dimension ofWord(String word) {
    return Arrays.stream(values())
        .filter(d -> d.word().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + word
                        + "' cannot be reported by; use "
                        + Arrays.stream(values())
                            .map(Dimension::word)
                            .collect(Collectors.joining(", "))));
  }
}
