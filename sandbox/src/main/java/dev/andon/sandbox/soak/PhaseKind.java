package dev.andon.sandbox.soak;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a campaign is made of; {@code --phase} names one. */
enum PhaseKind {
  /** Stations killed under load. */
  AGENT_KILLS("kill -9 of stations", 100, 12),
  HUB_KILLS("kill -9 of the hub", 50, 10),
  BROKER_KILLS("kill -9 of the broker", 50, 8),
  /** Every fault of the plain soak, mixed. */
  MIXED("seconds of mixed faults", 1_200, 21),
  /** All links of stations cut until so many escalations wait, then restored. */
  CUT_LINK("escalations buffered behind a cut link", 10_000, 12),
  FULL_DISKS("full disks of stations and hub", 12, 6),
  /** A station's outbox damaged while the station is down. */
  DAMAGED_OUTBOX("damaged outboxes", 10, 6),
  DAMAGED_HUB("damaged databases of the hub", 10, 6),
  /** Wall clocks of hub and stations set a day ahead, right, a day back, and right. */
  CLOCK_JUMPS("jumps of a clock by a day", 16, 5),
  DAYLIGHT_SPRING("change to daylight saving", 1, 3),
  DAYLIGHT_AUTUMN("change from daylight saving", 1, 3),
  /** Five kills of each kind at once, then a minute of mixed faults; no part of a full campaign. */
  REHEARSAL("seconds of mixed faults behind five kills of each kind", 60, 8);

  private static final int FEWEST = 5;

  private final String word;
  private final int count;
  private final Duration limit;

  PhaseKind(String word, int count, int limitMinutes) {
    this.word = word;
    this.count = count;
    this.limit = Duration.ofMinutes(limitMinutes);
  }

  /** As on the command line and in the report. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What is counted. */
  String word() {
    return word;
  }

  /** The phases of {@code --full}, in order. */
  static List<PhaseKind> full() {
    return List.copyOf(EnumSet.complementOf(EnumSet.of(REHEARSAL)));
  }

  /** How many are wanted of a campaign of full size, or a part of it; five at least. */
  int count(double scale) {
    return this == REHEARSAL
        ? count
        : Math.toIntExact(Math.max(Math.min(count, FEWEST), Math.round(count * scale)));
  }

  /** How long it may take to reach that count. */
  Duration limit(double scale) {
    Duration scaled = Duration.ofMillis(Math.round(limit.toMillis() * scale));
    Duration least = Duration.ofMinutes(5);
    return this == REHEARSAL ? limit : scaled.compareTo(least) > 0 ? scaled : least;
  }

  static PhaseKind of(String text) {
    return Arrays.stream(values())
        .filter(kind -> kind.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--phase knows "
                        + Arrays.stream(values())
                            .map(PhaseKind::text)
                            .collect(Collectors.joining(", "))
                        + "; not '"
                        + text
                        + "'"));
  }

  /** What has to be possible in its plant. */
  Set<FaultKind> faults() {
    return switch (this) {
      case MIXED, REHEARSAL -> EnumSet.allOf(FaultKind.class);
      case FULL_DISKS -> EnumSet.of(FaultKind.DISKS);
      case AGENT_KILLS,
          HUB_KILLS,
          BROKER_KILLS,
          CUT_LINK,
          DAMAGED_OUTBOX,
          DAMAGED_HUB,
          CLOCK_JUMPS,
          DAYLIGHT_SPRING,
          DAYLIGHT_AUTUMN ->
          EnumSet.noneOf(FaultKind.class);
    };
  }
}
