package dev.andon.sandbox.soak;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What may be done to the plant; {@code --faults} names them. */
enum FaultKind {
  /** Broker, hub and stations killed and started again. */
  KILLS,
  /** Broker, hub and provider stopped in their tracks for a time. */
  STALLS,
  /** The disks of hub and stations filled up. */
  DISKS,
  /** 429, 500, garbage, silence, and connections closed while they are idle. */
  PROVIDER,
  /** The cables to the broker cut, or left open without passing anything. */
  LINK,
  /** Verdicts, receipts and frames forged by others at the broker, all the time. */
  FORGERY;

  /** As on the command line and in the report. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a list such as {@code kills,link}; {@code all} and {@code none} stand for themselves. */
  static Set<FaultKind> parse(String list) {
    if (list.equals("all")) {
      return EnumSet.allOf(FaultKind.class);
    }
    Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
    if (!list.equals("none")) {
      for (String word : list.split(",", -1)) {
        kinds.add(of(word.strip()));
      }
    }
    return kinds;
  }

  private static FaultKind of(String word) {
    return Arrays.stream(values())
        .filter(kind -> kind.text().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--faults knows all, none, "
                        + Arrays.stream(values())
                            .map(FaultKind::text)
                            .collect(Collectors.joining(", "))
                        + "; not '"
                        + word
                        + "'"));
  }
}
