package dev.andon.hub.store;

import dev.andon.hub.store.StoreException.Kind;
import java.time.Instant;

/**
 * A file that cannot be used at present.
 *
 * @param file its name, without its folder
 * @param work {@code written} or {@code read}
 * @param kind why, as the last failure tells
 * @param since the first failure, by the wall clock
 * @param failures since then; probes included
 */
public record Outage(String file, String work, Kind kind, Instant since, long failures) {
  /** What is wrong in words, for people. */
  public String inWords() {
    return "%s cannot be %s: %s (%s), since %s"
        .formatted(file, work, kind.reason(), kind.word(), since);
  }
}
