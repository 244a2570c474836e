package dev.andon.hub.billing;

import dev.andon.hub.budget.BudgetEvent;
import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.budget.BudgetStatus;
import dev.andon.hub.budget.Budgets;
import dev.andon.hub.budget.Hold;
import dev.andon.hub.budget.HoldJournal;
import dev.andon.hub.budget.HoldOutcome;
import dev.andon.hub.budget.HoldRequest;
import dev.andon.hub.budget.Spending;
import dev.andon.hub.budget.SqlHoldJournal;
import dev.andon.hub.ledger.BookedEntry;
import dev.andon.hub.ledger.Ledger;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.ledger.LedgerReader;
import dev.andon.hub.ledger.RollUp;
import dev.andon.hub.ledger.Spent;
import dev.andon.hub.ledger.Subject;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Charge;
import dev.andon.hub.price.ExchangeRates;
import dev.andon.hub.price.Price;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.price.Quote;
import dev.andon.hub.price.RequestShape;
import dev.andon.hub.request.Checked;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.LateWrites;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Prices, budgets and ledger of one plant on one store. Every method that changes something returns
 * when the change is on disk. Thread-safe.
 */
public final class Billing {
  /** The schema of everything that billing writes. */
  public static final List<Migration> MIGRATIONS =
      Stream.of(SqlHoldJournal.MIGRATIONS, Ledger.MIGRATIONS, PaidAnswers.MIGRATIONS)
          .flatMap(List::stream)
          .toList();

  private static final Duration PAUSED = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final ZoneId zone;
  private final Ledger ledger;
  private final HoldEntries holdEntries;
  private final LedgerReader entries;
  private final RollUp rollUp;
  private final Budgets budgets;
  private final PaidAnswers paidAnswers;
  private final LateWrites unbooked = new LateWrites();
  private volatile PriceBook prices;
  private volatile ExchangeRates rates;
  private volatile Refusal.@Nullable Busy pause;
  private long correctedTo;

  /**
   * Opens the books. Holds that a crash left behind are booked at their bound first.
   *
   * @param store opened with {@link #MIGRATIONS}
   * @param replica names this process among several on one store
   * @param rates name the plant's zone, which every later {@link #reload} keeps
   * @param events must not block
   */
  public Billing(
      Store store,
      String replica,
      PriceBook prices,
      ExchangeRates rates,
      Collection<BudgetRule> rules,
      InstantSource clock,
      Consumer<BudgetEvent> events) {
    this.clock = clock;
    this.zone = rates.zone();
    this.prices = prices;
    this.rates = rates;
    this.ledger = new Ledger(store, zone, clock);
    this.holdEntries = new HoldEntries(ledger);
    this.entries = new LedgerReader(store);
    this.rollUp = new RollUp(store);
    this.paidAnswers = new PaidAnswers(store);
    HoldJournal journal = new SqlHoldJournal(store, replica);
    new CrashedHolds(journal, holdEntries).book();
    this.budgets =
        new Budgets(rules, rates, zone, journal, new LedgerSpending(store), clock, events);
    this.correctedTo = entries.newest();
  }

  /** Nothing is paid for until {@link #resumePaying}, because of {@code why}. */
  public void pausePaying(String why) {
    pause = new Refusal.Busy(PAUSED, why);
  }

  public void resumePaying() {
    pause = null;
  }

  /** Why nothing is paid for at this time; empty where all is well. */
  public Optional<Refusal.Busy> paused() {
    return Optional.ofNullable(pause);
  }

  /**
   * The most that such a request to {@code model} can cost now; empty where the model has no price,
   * so it must not be asked.
   */
  public Optional<Quote> quote(String model, RequestShape shape) {
    return price(model).map(price -> quote(price, shape, PriceBook.outputBound(price, shape)));
  }

  /**
   * As {@link #quote}, with the output clamped to what the owners' hard budgets still pay for;
   * empty where not even one token per choice fits. The request must then carry {@link
   * Quote#outputTokensPerChoice} as its limit.
   */
  public Optional<Quote> quoteThatFits(String model, RequestShape shape, Owners owners) {
    return price(model).flatMap(price -> largest(price, shape, owners));
  }

  /**
   * Holds an attempt's bound on all budgets of its owners. When this lets it go on, the request
   * counts as sent, and the payment must be ended.
   *
   * @param quote the price that {@code request} was made with
   */
  public Checked<Payment> hold(HoldRequest request, Quote quote) {
    unbooked.refuseIfFull();
    return switch (Uninterrupted.run(() -> budgets.hold(request))) {
      case HoldOutcome.Held held -> new Checked.Go<>(new Payment(this, held.hold(), quote));
      case HoldOutcome.Refused no ->
          new Checked.Stop<>(
              new Refusal.Budget(
                  no.rule().id(), no.limit(), no.spent(), no.held(), no.resetsAt(), no.message()));
    };
  }

  /** What {@code usage} costs at the price of the quote and the rate of the hold's time. */
  Charge charge(Quote quote, TokenUsage usage, Instant at) {
    return rates.charge(quote.price().of(usage), at);
  }

  /**
   * Books a charge in the place of its hold, now or in a later round.
   *
   * @param answer kept in the same transaction
   */
  void book(
      Hold hold,
      LedgerEntry.Outcome outcome,
      TokenUsage usage,
      Charge charge,
      Optional<String> answer) {
    Consumer<Tx> money = holdEntries.of(hold, outcome, usage, charge);
    Consumer<Tx> booking =
        tx -> {
          money.accept(tx);
          answer.ifPresent(text -> PaidAnswers.keep(tx, hold.request(), text, clock.millis()));
        };
    unbooked.write(
        hold.toString(),
        outcome == LedgerEntry.Outcome.OUTCOME_UNKNOWN
            ? () -> budgets.unknown(hold, booking)
            : () -> budgets.settle(hold, charge, booking));
  }

  /** What the books know of a request that was cut short, here or in an earlier process. */
  public Past past(RequestId request) {
    return paidAnswers
        .find(request)
        .<Past>map(answer -> answer.at(costOf(request, answer.attempt())))
        .orElseGet(() -> mayHaveAnswered(request) ? new Past.Unknown() : new Past.Nothing());
  }

  private Money costOf(RequestId request, int attempt) {
    return entries.of(request).stream()
        .filter(entry -> entry.attempt() == attempt)
        .map(entry -> entry.charge().cost())
        .findFirst()
        .orElse(Money.zero(rates.plant()));
  }

  /** An open hold is an attempt that went out and is not booked yet. */
  private boolean mayHaveAnswered(RequestId request) {
    return budgets.open().stream().anyMatch(hold -> hold.request().request().equals(request))
        || entries.of(request).stream()
            .map(BookedEntry::outcome)
            .anyMatch(
                outcome ->
                    outcome == LedgerEntry.Outcome.OUTCOME_UNKNOWN
                        || outcome == LedgerEntry.Outcome.ANSWERED);
  }

  /** Bookings that wait for the disk. */
  public int unbooked() {
    return unbooked.size();
  }

  /**
   * An answer from the cache: free, and possible on an exhausted budget.
   *
   * @param original what the answer once took; decides what was saved, at today's price
   */
  public void hit(
      RequestId request, Owners owners, String variant, String model, TokenUsage original) {
    Instant now = clock.instant();
    Currency plant = rates.plant();
    Optional<Price> price = price(model);
    Money saved =
        price.map(p -> rates.charge(p.of(original), now).cost()).orElse(Money.zero(plant));
    Charge nothing = Charge.same(Money.zero(plant));
    String version = price.map(prices::versionOf).orElse("");
    Subject subject = Subject.of(owners, variant, model, version, nothing);
    LedgerEntry entry =
        new LedgerEntry(
            request, 0, now, subject, LedgerEntry.Outcome.HIT, TokenUsage.NONE, nothing, saved, "");
    unbooked.write("hit request=" + request, () -> ledger.append(entry));
  }

  /**
   * Mends what an earlier attempt was booked at, with an entry of its own that counts on the
   * attempt's day.
   *
   * @param change in the price's currency; negative gives back
   * @param note why, and who says so
   */
  public void correct(BookedEntry wrong, Money change, String note) {
    Charge charge = rates.charge(change, wrong.at());
    Subject subject =
        Subject.of(wrong.owners(), wrong.variant(), wrong.model(), wrong.priceVersion(), charge);
    int attempt = ledger.nextCorrection(wrong.request());
    Money none = Money.zero(charge.cost().currency());
    LedgerEntry entry =
        new LedgerEntry(
            wrong.request(),
            attempt,
            wrong.at(),
            subject,
            LedgerEntry.Outcome.CORRECTION,
            TokenUsage.NONE,
            charge,
            none,
            note);
    budgets.correct(wrong.owners(), wrong.at(), charge, () -> ledger.append(entry));
  }

  /** Every budget of these owners, for the caller's quota and the answer's headers. */
  public List<BudgetStatus> standing(Owners owners) {
    return budgets.standing(owners);
  }

  public Budgets budgets() {
    return budgets;
  }

  public Ledger ledger() {
    return ledger;
  }

  public PriceBook prices() {
    return prices;
  }

  public ExchangeRates rates() {
    return rates;
  }

  /**
   * What is done beside the request path, every few seconds, from one thread: books what the disk
   * refused before, folds new ledger entries into the hourly sums, and takes in top-ups and
   * corrections that another process wrote. Returns the entries folded.
   */
  public long rollUp() {
    unbooked.round();
    budgets.refreshTopUps();
    recountCorrected();
    return rollUp.run();
  }

  /** Own corrections are counted already; counting them from the rows again changes nothing. */
  private void recountCorrected() {
    long newest = entries.newest();
    Set<Owner> corrected =
        entries.corrections(correctedTo, newest).stream()
            .flatMap(entry -> entry.owners().chain().stream())
            .collect(Collectors.toSet());
    if (!corrected.isEmpty()) {
      budgets.recount(corrected);
    }
    correctedTo = newest;
  }

  /** New prices, rates and caps from now on; holds under way keep theirs. */
  public void reload(PriceBook newPrices, ExchangeRates newRates, Collection<BudgetRule> rules) {
    budgets.replace(rules, newRates);
    this.prices = newPrices;
    this.rates = newRates;
  }

  /** A price in money that the plant has no rate for is no price. */
  private Optional<Price> price(String model) {
    LocalDate today = clock.instant().atZone(zone).toLocalDate();
    return prices.on(model, today).filter(p -> rates.knows(p.currency(), rates.plant(), today));
  }

  private Quote quote(Price price, RequestShape shape, long outputPerChoice) {
    long input = PriceBook.inputBound(price, shape);
    long output = Math.multiplyExact(outputPerChoice, (long) shape.choices());
    Charge bound = rates.charge(price.atMost(input, output, shape.hourCache()), clock.instant());
    return new Quote(price, prices.versionOf(price), input, output, shape.choices(), bound);
  }

  private Optional<Quote> largest(Price price, RequestShape shape, Owners owners) {
    long low = 0;
    long high = PriceBook.outputBound(price, shape);
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      if (budgets.fits(owners, quote(price, shape, middle).bound())) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low == 0 ? Optional.empty() : Optional.of(quote(price, shape, low));
  }

  /** The ledger as the budgets' past. */
  private final class LedgerSpending implements Spending {
    private final Store store;

    LedgerSpending(Store store) {
      this.store = store;
    }

    @Override
    public List<Piece> spent(Owner owner, Currency currency, Instant from, Instant to) {
      List<Piece> pieces = new ArrayList<>();
      new Spent(store, zone, rates)
          .each(owner, currency, from, to, (until, micros) -> pieces.add(new Piece(until, micros)));
      return pieces;
    }

    @Override
    public Instant latest() {
      return new Spent(store, zone, rates).latest();
    }
  }
}
