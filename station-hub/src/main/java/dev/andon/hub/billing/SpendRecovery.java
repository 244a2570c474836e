package dev.andon.hub.billing;

import dev.andon.hub.billing.SpendCopy.Slot;
import dev.andon.hub.billing.SpendCopy.Sum;
import dev.andon.hub.ledger.Ledger;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.ledger.LedgerReader;
import dev.andon.hub.ledger.RollUp;
import dev.andon.hub.ledger.Subject;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Charge;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Salvaged;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At start, before billing is opened: where the money file has lost entries, what the copy knows
 * and the ledger does not is booked, with entries of the outcome {@code RECOVERED} on those who
 * paid, and holds that were open are put back, to be booked at their bound. What neither knows is a
 * {@link SpendDoubt}. Doing it again changes nothing.
 */
public final class SpendRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(SpendRecovery.class);

  private final Store books;
  private final SpendCopy copy;
  private final Ledger ledger;
  private final InstantSource clock;
  private final RandomGenerator random;

  public SpendRecovery(
      Store books, SpendCopy copy, ZoneId zone, InstantSource clock, RandomGenerator random) {
    this.books = books;
    this.copy = copy;
    this.ledger = new Ledger(books, zone, clock);
    this.clock = clock;
    this.random = random;
  }

  /** Returns whether the money file had lost anything, or may have. */
  public boolean run() {
    Optional<Salvaged> salvaged = books.salvaged();
    OptionalLong mark = copy.mark();
    long newest = new LedgerReader(books).newest();
    boolean shortened = mark.isPresent() && mark.getAsLong() > newest;
    boolean suspect = salvaged.isPresent() || shortened;
    if (suspect) {
      recover(salvaged, mark.isEmpty(), shortened);
    }
    if (suspect || copy.mayLack()) {
      copy.beginAnew();
      copy.settled(clock);
    }
    return suspect;
  }

  private void recover(Optional<Salvaged> salvaged, boolean noCopy, boolean shortened) {
    boolean lossy = shortened || salvaged.filter(s -> !s.complete()).isPresent();
    boolean doubtful = lossy && (noCopy || copy.mayLack());
    List<Ledger.Booking> bookings = lacking(salvaged);
    List<SpendCopy.HeldRow> held = copy.held();
    Instant now = clock.instant();
    long restored =
        books.write(
            tx -> {
              long holds = held.stream().filter(row -> SpendCopy.restore(tx, row)).count();
              bookings.forEach(booking -> booking.write(tx));
              salvaged.ifPresent(s -> settle(tx, s, now));
              if (doubtful) {
                SpendDoubt.begin(tx, now, reason(salvaged));
              }
              return holds;
            });
    LOG.error(
        "ledger had lost entries booked anew={} holds put back={} in doubt={}",
        bookings.size(),
        restored,
        doubtful);
  }

  private static void settle(Tx tx, Salvaged salvaged, Instant now) {
    RollUp.beginAnew(tx);
    salvaged.settle(tx, now);
  }

  private static String reason(Optional<Salvaged> salvaged) {
    return salvaged
            .map(s -> "hub.db was damaged (lost: " + s.lost() + "; kept in " + s.folder() + ")")
            .orElse("hub.db is older than spend.db")
        + ", and the copy of the spend in spend.db could not be read whole";
  }

  private List<Ledger.Booking> lacking(Optional<Salvaged> salvaged) {
    Map<Slot, Sum> booked = copy.booked();
    String note =
        salvaged
            .map(s -> "recovered from the spend copy; the damaged file is kept in " + s.folder())
            .orElse("recovered from the spend copy; hub.db had lost its last entries");
    List<Ledger.Booking> bookings = new ArrayList<>();
    copy.sums()
        .forEach(
            (slot, known) -> {
              Sum there = booked.getOrDefault(slot, new Sum(0, 0, 0));
              long price = Math.max(0, known.priceMicros() - there.priceMicros());
              long cost = Math.max(0, known.costMicros() - there.costMicros());
              if (price > 0 || cost > 0) {
                bookings.add(ledger.booking(entry(slot, known, price, cost, note)));
              }
            });
    return bookings;
  }

  private LedgerEntry entry(Slot slot, Sum known, long price, long cost, String note) {
    Charge charge =
        new Charge(
            Money.ofMicros(price, slot.priceCurrency()), Money.ofMicros(cost, slot.costCurrency()));
    Owners owners = new Owners(Arrays.stream(slot.owners().split(",")).map(Owner::parse).toList());
    return new LedgerEntry(
        RequestId.create(clock.millis(), random),
        1,
        Instant.ofEpochMilli(known.lastMs()),
        Subject.of(owners, "", "", "", charge),
        LedgerEntry.Outcome.RECOVERED,
        TokenUsage.NONE,
        charge,
        Money.zero(charge.cost().currency()),
        note.substring(0, Math.min(500, note.length())));
  }
}
