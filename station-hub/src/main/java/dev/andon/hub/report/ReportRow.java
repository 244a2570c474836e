package dev.andon.hub.report;

import java.util.List;

/**
 * One row.
 *
 * @param names one per dimension; empty where the entries have none
 * @param currency ISO code of cost and saved: the plant's when it was booked
 * @param calls attempts that were paid for
 * @param hits answers from the cache
 * @param unknown attempts booked at their bound because nobody knows their cost
 * @param input tokens
 * @param cachedInput tokens, a part of input
 * @param output tokens
 * @param costMicros with corrections
 * @param savedMicros what the cache hits would have cost
 */
public record ReportRow(
    List<String> names,
    String currency,
    long calls,
    long hits,
    long unknown,
    long input,
    long cachedInput,
    long output,
    long costMicros,
    long savedMicros) {
  /** Share of answers that came from the cache, 0 to 1; 0 where there were none. */
  public double hitRate() {
    return calls + hits == 0 ? 0 : hits / (double) (calls + hits);
  }

  ReportRow plus(ReportRow other) {
    return new ReportRow(
        names,
        currency,
        calls + other.calls,
        hits + other.hits,
        unknown + other.unknown,
        input + other.input,
        cachedInput + other.cachedInput,
        output + other.output,
        Math.addExact(costMicros, other.costMicros),
        Math.addExact(savedMicros, other.savedMicros));
  }

  ReportRow named(List<String> others) {
    return new ReportRow(
        others,
        currency,
        calls,
        hits,
        unknown,
        input,
        cachedInput,
        output,
        costMicros,
        savedMicros);
  }
}
