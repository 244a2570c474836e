package dev.andon.hub.billing;

import dev.andon.hub.money.Owner;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Row;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What was spent, a second time: {@code spend.db} follows ledger and open holds within about a
 * second, so that a damaged {@code hub.db} resets no cap. It only reads there, and nobody waits for
 * it. Thread-safe.
 */
public final class SpendCopy {
  /** The schema of the copy's own file. */
  public static final List<Migration> MIGRATIONS =
      List.of(
          Migration.resource(SpendCopy.class, "spend", 1),
          Migration.resource(SpendCopy.class, "spend", 2));

  /** The longest window that a budget may have. */
  private static final Duration KEPT = Duration.ofDays(400);

  private static final Owner.Kind[] KINDS = {
    Owner.Kind.KEY,
    Owner.Kind.STATION,
    Owner.Kind.LINE,
    Owner.Kind.TEAM,
    Owner.Kind.CUSTOMER,
    Owner.Kind.PLANT
  };
  private static final String HELD =
      "request, attempt, state, at_ms, owners, price_micros, price_currency, cost_micros, cost_currency, variant, model, price_version, replica";
  private static final String SUMS =
      "SELECT s.api_key, s.station, s.line, s.team, s.customer, s.plant, x.hour_ms,"
          + " s.price_currency, s.cost_currency, SUM(x.price_micros), SUM(x.cost_micros), MAX(x.at_ms)"
          + " FROM ledger x JOIN ledger_subject s ON s.id = x.subject"
          + " WHERE x.id > ? AND x.id <= ? AND (x.price_micros <> 0 OR x.cost_micros <> 0)"
          + " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9";
  private static final String ADD =
      "INSERT INTO spent (owners, hour_ms, price_currency, cost_currency, price_micros, cost_micros, last_ms)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (owners, hour_ms, price_currency, cost_currency) DO UPDATE SET"
          + " price_micros = spent.price_micros + excluded.price_micros,"
          + " cost_micros = spent.cost_micros + excluded.cost_micros,"
          + " last_ms = MAX(spent.last_ms, excluded.last_ms)";

  private final Store books;
  private final Store copy;
  private List<HeldRow> held = List.of();

  /**
   * Follows {@code books}.
   *
   * @param copy opened with {@link #MIGRATIONS}
   */
  public SpendCopy(Store books, Store copy, InstantSource clock) {
    this.books = books;
    this.copy = copy;
    long oldest = clock.millis() - KEPT.toMillis();
    copy.write(tx -> tx.update("DELETE FROM spent WHERE hour_ms < ?", oldest));
  }

  /** Where an amount belongs: who pays, and the hour of the plant's clock. */
  record Slot(String owners, long hourMs, String priceCurrency, String costCurrency) {}

  /** Sums of one slot, in µ-units. */
  record Sum(long priceMicros, long costMicros, long lastMs) {}

  /** An open hold's row as it is. */
  record HeldRow(List<Object> columns) {}

  /** Brings the copy up to date; returns whether there was anything new. */
  public synchronized boolean follow() {
    long from = mark().orElse(0);
    Change change = books.read(tx -> change(tx, from));
    if (change.to == from && change.held.equals(held)) {
      return false;
    }
    copy.write(
        tx -> {
          change.sums.forEach((slot, sum) -> add(tx, slot, sum));
          replaceHeld(tx, change.held);
          tx.update("DELETE FROM copied");
          return tx.update("INSERT INTO copied (ledger_id) VALUES (?)", change.to);
        });
    held = change.held;
    return true;
  }

  /** Forgets everything; the next {@link #follow} reads the whole ledger. */
  synchronized void beginAnew() {
    copy.write(
        tx -> {
          tx.update("DELETE FROM spent");
          tx.update("DELETE FROM held");
          return tx.update("DELETE FROM copied");
        });
    held = List.of();
  }

  /** The newest ledger entry in the copy; empty where the copy has never been written. */
  OptionalLong mark() {
    return copy.read(
        tx ->
            tx.first("SELECT ledger_id FROM copied", row -> row.number(1)).stream()
                .mapToLong(Long::longValue)
                .findFirst());
  }

  /** Whether its own file was damaged, so that it may say too little. */
  boolean mayLack() {
    return copy.salvaged().filter(s -> !s.complete()).isPresent();
  }

  /** Its own damage does not count any more. */
  void settled(InstantSource clock) {
    copy.salvaged()
        .ifPresent(
            salvaged ->
                copy.write(
                    tx -> {
                      salvaged.settle(tx, clock.instant());
                      return true;
                    }));
  }

  /** Every slot of the copy. */
  Map<Slot, Sum> sums() {
    return copy.read(
        tx -> {
          Map<Slot, Sum> sums = new HashMap<>();
          tx.each(
              "SELECT owners, hour_ms, price_currency, cost_currency, price_micros, cost_micros, last_ms FROM spent",
              row ->
                  sums.put(
                      new Slot(row.text(1), row.number(2), row.text(3), row.text(4)),
                      new Sum(row.number(5), row.number(6), row.number(7))));
          return sums;
        });
  }

  /** Every slot of the ledger. */
  Map<Slot, Sum> booked() {
    return books.read(tx -> booked(tx, 0, Long.MAX_VALUE));
  }

  /** The holds that were open when the copy was last written. */
  List<HeldRow> held() {
    return copy.read(tx -> held(tx, "held"));
  }

  /** Puts a hold back, unless it is there or was booked. Returns whether it was put back. */
  static boolean restore(Tx books, HeldRow row) {
    Object request = row.columns.get(0);
    Object attempt = row.columns.get(1);
    long booked =
        books.number(
            "SELECT COUNT(*) FROM ledger WHERE request = ? AND attempt = ?", request, attempt);
    return booked == 0 && insert(books, "hold", row) == 1;
  }

  private static Change change(Tx tx, long from) {
    long to = Math.max(from, tx.number("SELECT MAX(id) FROM ledger"));
    return new Change(to, to > from ? booked(tx, from, to) : Map.of(), held(tx, "hold"));
  }

  private record Change(long to, Map<Slot, Sum> sums, List<HeldRow> held) {}

  private static Map<Slot, Sum> booked(Tx tx, long from, long to) {
    Map<Slot, Sum> sums = new HashMap<>();
    tx.each(
        SUMS,
        row ->
            sums.put(
                new Slot(owners(row), row.number(7), row.text(8), row.text(9)),
                new Sum(row.number(10), row.number(11), row.number(12))),
        from,
        to);
    return sums;
  }

  private static String owners(Row row) {
    return IntStream.range(0, KINDS.length)
        .filter(i -> !row.text(i + 1).isEmpty())
        .mapToObj(i -> KINDS[i].word() + "/" + row.text(i + 1))
        .collect(Collectors.joining(","));
  }

  private static void add(Tx tx, Slot slot, Sum sum) {
    tx.update(
        ADD,
        slot.owners,
        slot.hourMs,
        slot.priceCurrency,
        slot.costCurrency,
        sum.priceMicros,
        sum.costMicros,
        sum.lastMs);
  }

  private static void replaceHeld(Tx tx, List<HeldRow> rows) {
    tx.update("DELETE FROM held");
    rows.forEach(row -> insert(tx, "held", row));
  }

  private static int insert(Tx tx, String table, HeldRow row) {
    return tx.update(
        "INSERT INTO "
            + table
            + " ("
            + HELD
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        row.columns.toArray());
  }

  private static List<HeldRow> held(Tx tx, String table) {
    return tx.query(
        "SELECT " + HELD + " FROM " + table + " ORDER BY request, attempt", SpendCopy::heldRow);
  }

  private static HeldRow heldRow(Row row) {
    List<Object> columns = new ArrayList<>();
    columns.add(row.text(1));
    columns.add(row.number(2));
    columns.add(row.text(3));
    columns.add(row.number(4));
    columns.add(row.text(5));
    columns.add(row.number(6));
    columns.add(row.text(7));
    columns.add(row.number(8));
    columns.add(row.text(9));
    columns.add(row.text(10));
    columns.add(row.text(11));
    columns.add(row.text(12));
    columns.add(row.text(13));
    return new HeldRow(columns);
  }
}
