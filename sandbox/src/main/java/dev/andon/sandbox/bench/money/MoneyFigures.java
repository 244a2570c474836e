package dev.andon.sandbox.bench.money;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What {@code money.json} holds; the names are stable.
 *
 * @param holdsPerSMemory hold and settle, four ancestors, one thread, no disk
 * @param holdsPerSDurable hold, settle and ledger entry, each on disk before it counts
 * @param reportMonthS a month by line, station, variant, key and model, from a year of a million
 *     calls a day
 * @param reportDayS a day, likewise
 * @param requestMsByLedgerRows what hold and settle add to one request
 * @param processors of this machine
 */
public record MoneyFigures(
    @JsonProperty("holds_per_s_memory") double holdsPerSMemory,
    @JsonProperty("holds_per_s_durable") double holdsPerSDurable,
    double reportMonthS,
    double reportDayS,
    List<RequestTime> requestMsByLedgerRows,
    int processors,
    String java) {
  /** One request after another, hold and settle both on disk, beside a ledger of so many rows. */
  public record RequestTime(long rows, double p50Ms, double p99Ms) {}
}
