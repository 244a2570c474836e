package dev.andon.hub.budget;

import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.price.Charge;
import dev.andon.hub.price.ExchangeRates;
import dev.andon.hub.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Hold rows and a ledger in memory: what would be on disk, and so what survives a crash.
 * Thread-safe.
 */
final class MemoryBooks implements HoldJournal, Spending {
  private final ExchangeRates rates;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final NavigableMap<Instant, List<Entry>> ledger = new TreeMap<>();
  private final List<TopUp> topUps = new ArrayList<>();
  private boolean failing;

  MemoryBooks(ExchangeRates rates) {
    this.rates = rates;
  }

  private record Row(HoldRequest request, Instant at) {}

  private record Entry(Owners owners, Charge charge) {}

  /** The next write throws and changes nothing, as a full disk does. */
  synchronized void failOnce() {
    failing = true;
  }

  private void write() {
    if (failing) {
      failing = false;
      throw new IllegalStateException("the disk is full");
    }
  }

  @Override
  public synchronized void open(Hold hold, List<TopUp> grown) {
    write();
    if (rows.putIfAbsent(key(hold.request()), new Row(hold.request(), hold.at())) != null) {
      throw new IllegalStateException("two holds for " + key(hold.request()));
    }
    topUps.addAll(grown);
  }

  @Override
  public synchronized void close(Hold hold, Charge actual, Consumer<Tx> booking) {
    write();
    if (rows.remove(key(hold.request())) == null) {
      throw new IllegalStateException(hold + " was closed before");
    }
    book(hold.request().owners(), hold.at(), actual);
  }

  @Override
  public synchronized void topUp(TopUp topUp) {
    topUps.add(topUp);
  }

  @Override
  public synchronized List<TopUp> topUps(Instant now) {
    return topUps.stream().filter(t -> t.until().isAfter(now)).toList();
  }

  @Override
  public synchronized List<Hold> openHolds() {
    return rows.values().stream().map(r -> new Hold(r.request, r.at)).toList();
  }

  synchronized void book(Owners owners, Instant at, Charge charge) {
    if (!charge.isZero()) {
      ledger.computeIfAbsent(at, t -> new ArrayList<>()).add(new Entry(owners, charge));
    }
  }

  /** As at start: what was open is booked at its bound. */
  synchronized void closeAfterCrash() {
    rows.values().forEach(r -> book(r.request.owners(), r.at, r.request.bound()));
    rows.clear();
  }

  @Override
  public synchronized List<Piece> spent(Owner owner, Currency currency, Instant from, Instant to) {
    List<Piece> pieces = new ArrayList<>();
    ledger
        .subMap(from, to)
        .forEach(
            (at, entries) ->
                entries.stream()
                    .filter(e -> e.owners.chain().contains(owner))
                    .forEach(e -> pieces.add(new Piece(at, rates.micros(e.charge, currency, at)))));
    return pieces;
  }

  @Override
  public synchronized Instant latest() {
    return ledger.isEmpty() ? Instant.EPOCH : ledger.lastKey();
  }

  private static String key(HoldRequest request) {
    return request.request() + "/" + request.attempt();
  }
}
