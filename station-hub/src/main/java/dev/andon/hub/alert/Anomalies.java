package dev.andon.hub.alert;

import dev.andon.hub.money.Money;
import dev.andon.hub.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Compares the last full hour of each line with the same hour of the fourteen days before: above
 * three times their mean and above their highest, it is unusual. Needs three days with spend; below
 * a floor it stays silent. Pure but for its queries; thread-safe.
 */
public final class Anomalies {
  private static final int DAYS = 14;
  private static final int ENOUGH = 3;
  private static final int FACTOR = 3;

  private final Store store;
  private final ZoneId zone;
  private final Money floor;

  /**
   * Looks at spend in the currency of {@code floor}.
   *
   * @param floor an hour that cost less is never unusual; in the plant's currency
   */
  public Anomalies(Store store, ZoneId zone, Money floor) {
    this.store = store;
    this.zone = zone;
    this.floor = floor;
  }

  /**
   * Unusual lines in the last hour that was full at {@code now}; call it once an hour, after a
   * roll-up.
   */
  public List<Alert> check(Instant now) {
    ZonedDateTime hour = now.atZone(zone).truncatedTo(ChronoUnit.HOURS).minusHours(1);
    Map<String, Long> last = spend(hour);
    List<Map<String, Long>> before =
        IntStream.rangeClosed(1, DAYS).mapToObj(d -> spend(hour.minusDays(d))).toList();
    List<Alert> alerts = new ArrayList<>();
    last.forEach(
        (line, micros) -> {
          List<Long> earlier =
              before.stream().map(day -> day.getOrDefault(line, 0L)).filter(m -> m > 0).toList();
          if (unusual(micros, earlier)) {
            alerts.add(alert(now, hour, line, micros, earlier));
          }
        });
    return alerts;
  }

  private boolean unusual(long micros, List<Long> earlier) {
    long highest = earlier.stream().mapToLong(Long::longValue).max().orElse(0);
    long sum = earlier.stream().mapToLong(Long::longValue).sum();
    return earlier.size() >= ENOUGH
        && micros >= floor.micros()
        && micros > highest
        && micros > FACTOR * (sum / earlier.size());
  }

  private Alert alert(
      Instant now, ZonedDateTime hour, String line, long micros, List<Long> earlier) {
    long mean = earlier.stream().mapToLong(Long::longValue).sum() / earlier.size();
    Money spent = new Money(micros, floor.currency());
    String subject = line.isEmpty() ? "no line" : "line/" + line;
    return new Alert(
        now,
        Alert.Kind.ANOMALY,
        subject,
        subject
            + " spent "
            + spent
            + " in the hour from "
            + hour.toLocalTime()
            + ", against "
            + new Money(mean, floor.currency())
            + " in the same hour of "
            + earlier.size()
            + " earlier days");
  }

  private Map<String, Long> spend(ZonedDateTime hour) {
    long from = hour.toInstant().toEpochMilli();
    long to = hour.toInstant().plus(Duration.ofHours(1)).toEpochMilli();
    Map<String, Long> lines = new HashMap<>();
    store.read(
        tx -> {
          tx.each(
              "SELECT s.line, SUM(h.cost_micros) FROM ledger_hour h JOIN ledger_subject s ON s.id = h.subject"
                  + " WHERE h.hour_ms >= ? AND h.hour_ms < ? AND s.cost_currency = ? GROUP BY s.line",
              row -> lines.put(row.text(1), row.number(2)),
              from,
              to,
              floor.currency().getCurrencyCode());
          return true;
        });
    return lines;
  }
}
