package dev.andon.hub.ledger;

import dev.andon.hub.money.Owner;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Writes entries. Nothing is ever changed or deleted. Thread-safe. */
public final class Ledger {
  /** What the store needs before the ledger can work. */
  public static final List<Migration> MIGRATIONS =
      List.of(
          Migration.resource(Ledger.class, "ledger", 1),
          Migration.resource(Ledger.class, "ledger", 2));

  private static final int MAX_SUBJECTS_IN_MEMORY = 50_000;
  private static final String SUBJECT_COLUMNS =
      "api_key, station, line, team, customer, plant, variant, provider, model, price_version, price_currency, cost_currency";
  private static final String INSERT =
      "INSERT INTO ledger (request, attempt, at_ms, booked_ms, hour_ms, subject, outcome, input, cached_input, cache_write,"
          + " cache_write_hour, image, audio, output, reasoning, price_micros, cost_micros, saved_micros, note)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final Store store;
  private final Hours hours;
  private final InstantSource clock;
  private final Map<Subject, Long> subjects = new ConcurrentHashMap<>();

  public Ledger(Store store, ZoneId zone, InstantSource clock) {
    this.store = store;
    this.hours = new Hours(zone);
    this.clock = clock;
  }

  /** Appends in a transaction of its own; durable when it returns. */
  public void append(LedgerEntry entry) {
    Booking booking = booking(entry);
    store.write(
        tx -> {
          booking.write(tx);
          return true;
        });
  }

  /** Prepares what {@link Booking#write} will append inside somebody else's transaction. */
  public Booking booking(LedgerEntry entry) {
    return new Booking(entry, subjectId(entry.subject()));
  }

  /**
   * A free number for a correction of that request: below zero, so that it is never an attempt's.
   */
  public int nextCorrection(RequestId request) {
    long lowest =
        store.read(
            tx ->
                tx.number("SELECT MIN(attempt) FROM ledger WHERE request = ?", request.toString()));
    return (int) Math.min(0, lowest) - 1;
  }

  /** An entry that is ready to be written; its subject is durable already. */
  public final class Booking {
    private final LedgerEntry entry;
    private final long subject;

    private Booking(LedgerEntry entry, long subject) {
      this.entry = entry;
      this.subject = subject;
    }

    /** Fails on a second entry for the same request and attempt. */
    public void write(Tx tx) {
      TokenUsage usage = entry.usage();
      long at = entry.at().toEpochMilli();
      tx.update(
          INSERT,
          entry.request().toString(),
          entry.attempt(),
          at,
          clock.millis(),
          hours.floor(at),
          subject,
          entry.outcome().name(),
          usage.input(),
          usage.cachedInput(),
          usage.cacheWrite(),
          usage.cacheWriteHour(),
          usage.image(),
          usage.audio(),
          usage.output(),
          usage.reasoning(),
          entry.charge().price().micros(),
          entry.charge().cost().micros(),
          entry.saved().micros(),
          entry.note().isEmpty() ? null : entry.note());
    }
  }

  private long subjectId(Subject subject) {
    Long known = subjects.get(subject);
    if (known != null) {
      return known;
    }
    Object[] columns = columns(subject);
    long id =
        store.write(
            tx -> {
              tx.update(
                  "INSERT INTO ledger_subject ("
                      + SUBJECT_COLUMNS
                      + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                  columns);
              return tx.number(
                  "SELECT id FROM ledger_subject WHERE ("
                      + SUBJECT_COLUMNS
                      + ") = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  columns);
            });
    if (subjects.size() < MAX_SUBJECTS_IN_MEMORY) {
      subjects.put(subject, id);
    }
    return id;
  }

  private static Object[] columns(Subject s) {
    return new Object[] {
      id(s, Owner.Kind.KEY),
      id(s, Owner.Kind.STATION),
      id(s, Owner.Kind.LINE),
      id(s, Owner.Kind.TEAM),
      id(s, Owner.Kind.CUSTOMER),
      id(s, Owner.Kind.PLANT),
      s.variant(),
      s.provider(),
      s.model(),
      s.priceVersion(),
      s.priceCurrency().getCurrencyCode(),
      s.costCurrency().getCurrencyCode()
    };
  }

  private static String id(Subject subject, Owner.Kind kind) {
    return subject.owners().id(kind).orElse("");
  }
}
