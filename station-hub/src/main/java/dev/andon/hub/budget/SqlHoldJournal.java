package dev.andon.hub.budget;

import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.price.Charge;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Row;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Holds and top-ups as rows of the money file. Thread-safe. */
public final class SqlHoldJournal implements HoldJournal {
  /** What the store needs before this journal can work. */
  public static final List<Migration> MIGRATIONS =
      List.of(
          Migration.resource(SqlHoldJournal.class, "budget", 1),
          Migration.resource(SqlHoldJournal.class, "budget", 2));

  private static final String COLUMNS =
      "request, attempt, state, at_ms, owners, price_micros, price_currency, cost_micros, cost_currency, variant, model, price_version";
  private static final String INSERT =
      "INSERT INTO hold (" + COLUMNS + ", replica) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String DELETE = "DELETE FROM hold WHERE request = ? AND attempt = ?";

  /** What earlier versions wrote of a hold whose request may be on its way, as each may. */
  private static final String DISPATCHED = "DISPATCHED";

  private final Store store;
  private final String replica;

  /**
   * Works on a store that was opened with {@link #MIGRATIONS}.
   *
   * @param replica names this process among several on one store; each closes its own holds after a
   *     crash
   */
  public SqlHoldJournal(Store store, String replica) {
    this.store = store;
    this.replica = replica;
  }

  @Override
  public void open(Hold hold, List<TopUp> topUps) {
    HoldRequest request = hold.request();
    String owners =
        request.owners().chain().stream().map(Owner::toString).collect(Collectors.joining(","));
    store.write(
        tx -> {
          topUps.forEach(topUp -> insert(tx, topUp));
          return tx.update(
              INSERT,
              request.request().toString(),
              request.attempt(),
              DISPATCHED,
              hold.at().toEpochMilli(),
              owners,
              request.bound().price().micros(),
              request.bound().price().currency().getCurrencyCode(),
              request.bound().cost().micros(),
              request.bound().cost().currency().getCurrencyCode(),
              request.variant(),
              request.model(),
              request.priceVersion(),
              replica);
        });
  }

  @Override
  public void close(Hold hold, Charge actual, Consumer<Tx> booking) {
    store.write(
        tx -> {
          int rows =
              tx.update(DELETE, hold.request().request().toString(), hold.request().attempt());
          one(hold, rows);
          booking.accept(tx);
          return rows;
        });
  }

  @Override
  public void topUp(TopUp topUp) {
    store.write(tx -> insert(tx, topUp));
  }

  @Override
  public List<TopUp> topUps(Instant now) {
    return store.read(
        tx ->
            tx.query(
                "SELECT rule, micros, currency, reason, granted_by, from_ms, until_ms, automatic FROM top_up WHERE until_ms > ? ORDER BY id",
                SqlHoldJournal::topUp,
                now.toEpochMilli()));
  }

  @Override
  public List<Hold> openHolds() {
    return store.read(
        tx ->
            tx.query(
                "SELECT " + COLUMNS + " FROM hold WHERE replica = ? ORDER BY at_ms",
                SqlHoldJournal::hold,
                replica));
  }

  private static void one(Hold hold, int rows) {
    if (rows != 1) {
      throw new IllegalStateException(hold + " has no open row; it was closed before");
    }
  }

  private static int insert(Tx tx, TopUp topUp) {
    return tx.update(
        "INSERT INTO top_up (rule, micros, currency, reason, granted_by, from_ms, until_ms, automatic) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        topUp.rule(),
        topUp.amount().micros(),
        topUp.amount().currency().getCurrencyCode(),
        topUp.reason(),
        topUp.by(),
        topUp.from().toEpochMilli(),
        topUp.until().toEpochMilli(),
        topUp.automatic() ? 1 : 0);
  }

  private static TopUp topUp(Row row) {
    return new TopUp(
        row.text(1),
        Money.ofMicros(row.number(2), row.text(3)),
        row.text(4),
        row.text(5),
        Instant.ofEpochMilli(row.number(6)),
        Instant.ofEpochMilli(row.number(7)),
        row.number(8) == 1);
  }

  private static Hold hold(Row row) {
    Owners owners = new Owners(Arrays.stream(row.text(5).split(",")).map(Owner::parse).toList());
    Charge bound =
        new Charge(
            Money.ofMicros(row.number(6), row.text(7)), Money.ofMicros(row.number(8), row.text(9)));
    HoldRequest request =
        new HoldRequest(
            RequestId.parse(row.text(1)),
            (int) row.number(2),
            owners,
            row.text(10),
            row.text(11),
            row.text(12),
            bound);
    return new Hold(request, Instant.ofEpochMilli(row.number(4)));
  }
}
