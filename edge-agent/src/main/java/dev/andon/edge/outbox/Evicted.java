package dev.andon.edge.outbox;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * What kind of picture was given up, and why.
 *
 * @param priority what it was worth
 * @param why what there was no room in
 */
public record Evicted(Priority priority, Why why) {
  /** By priority, then by reason. */
  public static final Comparator<Evicted> LOWEST_FIRST =
      Comparator.comparing(Evicted::priority).thenComparing(Evicted::why);

  private static final String PREFIX = "evicted/";

  /** What kept the outbox from keeping a picture. */
  public enum Why {
    /** {@code max_rows}. */
    ROWS,
    /** {@code max_bytes}. */
    BYTES,
    /** The disk is full, or has less than {@code min_free}. */
    DISK,
    /** The picture alone is above {@code max_bytes}. */
    TOO_LARGE,
    /** It could not be read any more. */
    DAMAGED;

    /** As it stands in the file and in metrics. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    public String says() {
      return switch (this) {
        case ROWS -> "more than outbox.max_rows";
        case BYTES -> "more than outbox.max_bytes";
        case DISK -> "no room on the disk";
        case TOO_LARGE -> "larger than outbox.max_bytes";
        case DAMAGED -> "damaged";
      };
    }
  }

  /** Its row among the counters. */
  String tally() {
    return PREFIX + priority.text() + "/" + why.text();
  }

  /** The kind that a row of the counters counts; empty where it counts something else. */
  static Optional<Evicted> ofTally(String name) {
    for (Priority priority : Priority.values()) {
      for (Why why : Why.values()) {
        Evicted kind = new Evicted(priority, why);
        if (kind.tally().equals(name)) {
          return Optional.of(kind);
        }
      }
    }
    return Optional.empty();
  }
}
