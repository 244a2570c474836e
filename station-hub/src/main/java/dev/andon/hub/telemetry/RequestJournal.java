package dev.andon.hub.telemetry;

import dev.andon.hub.gateway.RequestLog;
import dev.andon.hub.money.Money;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.request.Trail;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Row;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;
import dev.andon.hub.time.SteadyClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The request log in the evidence file: one row per request with its trail, never its content. Rows
 * are written behind the caller's back; while more than 4 000 wait, further ones are dropped and
 * counted, so that a slow disk does not slow the requests. Thread-safe.
 */
public final class RequestJournal implements RequestLog {
  private static final int MAX_WAITING = 4_000;
  private static final int TRIM_EVERY = 1_000;
  private static final String INSERT =
      "INSERT INTO request (id, received_ms, door, key_id, line, station, model, outcome,"
          + " took_us, cost_micros, currency, trail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (id) DO NOTHING";

  /** The schema, for whoever opens the file. */
  public static final List<Migration> MIGRATIONS =
      List.of(Migration.resource(RequestJournal.class, "requests", 1));

  private final Store store;
  private final SteadyClock clock;
  private final Duration retention;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong written = new AtomicLong();
  private final Counter dropped;

  public RequestJournal(Store store, SteadyClock clock, Duration retention, MeterRegistry meters) {
    this.store = store;
    this.clock = clock;
    this.retention = retention;
    this.dropped = meters.counter("andon.requests.log.dropped");
  }

  @Override
  public void ended(GatewayRequest request, String outcome, Trail trail) {
    @Nullable Object[] row = row(request, outcome, trail);
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      dropped.increment();
      return;
    }
    boolean trim = written.incrementAndGet() % TRIM_EVERY == 0;
    var _ =
        store
            .writer()
            .submitLater(
                tx -> {
                  tx.update(INSERT, row);
                  return trim ? forget(tx) : 0;
                })
            .whenComplete(
                (done, failure) -> {
                  waiting.decrementAndGet();
                  if (failure != null) {
                    dropped.increment();
                  }
                });
  }

  /** Made before the row waits, so that what waits does not keep the request's body in memory. */
  private static @Nullable Object[] row(GatewayRequest request, String outcome, Trail trail) {
    Optional<Money> cost = trail.cost();
    return new @Nullable Object[] {
      request.id().toString(),
      trail.received().toEpochMilli(),
      request.door().name().toLowerCase(Locale.ROOT),
      trail.keyId(),
      request.attributes().line(),
      request.attributes().station(),
      request.content().model().text(),
      outcome,
      trail.took().toNanos() / 1_000,
      cost.map(Money::micros),
      cost.map(c -> c.currency().getCurrencyCode()),
      TrailJson.write(request, outcome, trail)
    };
  }

  private int forget(Tx tx) {
    if (!clock.believed()) {
      return 0;
    }
    return tx.update(
        "DELETE FROM request WHERE id IN"
            + " (SELECT id FROM request WHERE received_ms < ? LIMIT 5000)",
        clock.millis() - retention.toMillis());
  }

  /** The record of a request as JSON; empty if it is not known (any more). */
  public Optional<String> find(RequestId id) {
    return store.read(
        tx ->
            tx.first("SELECT trail FROM request WHERE id = ?", row -> row.text(1), id.toString()));
  }

  /** Whether the request was answered, as far as is known (any more). */
  public boolean answered(RequestId id) {
    return store.read(
            tx ->
                tx.number(
                    "SELECT COUNT(*) FROM request WHERE id = ? AND outcome = 'answered'",
                    id.toString()))
        > 0;
  }

  /** The last requests, newest first. */
  public List<Line> latest(int limit) {
    return store.read(
        tx ->
            tx.query(
                "SELECT id, received_ms, door, key_id, line, model, outcome, took_us,"
                    + " cost_micros, currency FROM request ORDER BY received_ms DESC LIMIT ?",
                RequestJournal::line,
                limit));
  }

  private static Line line(Row row) {
    return new Line(
        row.text(1),
        row.number(2),
        row.text(3),
        row.optionalText(4),
        row.optionalText(5),
        row.text(6),
        row.text(7),
        row.number(8),
        row.optionalNumber(9)
            .flatMap(micros -> row.optionalText(10).map(c -> Money.ofMicros(micros, c))));
  }

  /**
   * One request in short.
   *
   * @param tookMicros microseconds
   */
  public record Line(
      String id,
      long receivedMs,
      String door,
      Optional<String> key,
      Optional<String> line,
      String model,
      String outcome,
      long tookMicros,
      Optional<Money> cost) {}
}
