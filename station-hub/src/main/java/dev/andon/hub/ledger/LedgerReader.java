package dev.andon.hub.ledger;

import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.price.Charge;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Row;
import dev.andon.hub.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Single entries, for corrections and reconciliation. Thread-safe. */
public final class LedgerReader {
  private static final String ENTRY =
      "SELECT x.request, x.attempt, x.at_ms, s.api_key, s.station, s.line, s.team, s.customer, s.plant, s.variant, s.model,"
          + " s.price_version, x.outcome, x.price_micros, s.price_currency, x.cost_micros, s.cost_currency"
          + " FROM ledger x JOIN ledger_subject s ON s.id = x.subject WHERE ";
  private static final Owner.Kind[] KINDS = {
    Owner.Kind.KEY,
    Owner.Kind.STATION,
    Owner.Kind.LINE,
    Owner.Kind.TEAM,
    Owner.Kind.CUSTOMER,
    Owner.Kind.PLANT
  };

  private final Store store;

  public LedgerReader(Store store) {
    this.store = store;
  }

  /** Everything booked for one request, in the order of booking. */
  public List<BookedEntry> of(RequestId request) {
    return store.read(
        tx ->
            tx.query(
                ENTRY + "x.request = ? ORDER BY x.id", LedgerReader::entry, request.toString()));
  }

  /** The number of the newest entry; 0 where there is none. */
  public long newest() {
    return store.read(tx -> tx.number("SELECT MAX(id) FROM ledger"));
  }

  /** Corrections among the entries after {@code from} and up to {@code to}. */
  public List<BookedEntry> corrections(long from, long to) {
    return store.read(
        tx ->
            tx.query(
                ENTRY + "x.id > ? AND x.id <= ? AND x.outcome = 'CORRECTION' ORDER BY x.id",
                LedgerReader::entry,
                from,
                to));
  }

  /** Attempts from {@code from} (in) to {@code to} (out), one by one. */
  public void each(Instant from, Instant to, Consumer<BookedEntry> consumer) {
    store.read(
        tx -> {
          tx.each(
              ENTRY + "x.at_ms >= ? AND x.at_ms < ? ORDER BY x.at_ms",
              row -> consumer.accept(entry(row)),
              from.toEpochMilli(),
              to.toEpochMilli());
          return true;
        });
  }

  private static BookedEntry entry(Row row) {
    List<Owner> owners = new ArrayList<>();
    for (int i = 0; i < KINDS.length; i++) {
      String id = row.text(4 + i);
      if (!id.isEmpty()) {
        owners.add(new Owner(KINDS[i], id));
      }
    }
    Charge charge =
        new Charge(
            Money.ofMicros(row.number(14), row.text(15)),
            Money.ofMicros(row.number(16), row.text(17)));
    return new BookedEntry(
        RequestId.parse(row.text(1)),
        (int) row.number(2),
        Instant.ofEpochMilli(row.number(3)),
        new Owners(owners),
        row.text(10),
        row.text(11),
        row.text(12),
        LedgerEntry.Outcome.valueOf(row.text(13)),
        charge);
  }
}
