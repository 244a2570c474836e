package dev.andon.hub.report;

import java.time.Instant;
import java.time.YearMonth;

/**
 * A line's bill for one month, closed. Later corrections do not change it; they are adjustments in
 * the next one.
 *
 * @param number in the order of closing
 * @param line empty for what no line was named for
 * @param monthMicros the month's own spend as known when it was closed
 * @param adjustmentMicros what has become of earlier closed months since
 * @param body the rows, as CSV
 */
public record Statement(
    long number,
    String line,
    YearMonth month,
    String currency,
    Instant closed,
    long calls,
    long hits,
    long monthMicros,
    long adjustmentMicros,
    String body) {
  /** What the line owes for it. */
  public long totalMicros() {
    return Math.addExact(monthMicros, adjustmentMicros);
  }
}
