package dev.andon.hub.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.budget.BudgetWindow;
import dev.andon.hub.budget.HoldRequest;
import dev.andon.hub.ledger.BookedEntry;
import dev.andon.hub.ledger.LedgerEntry.Outcome;
import dev.andon.hub.ledger.LedgerReader;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Quote;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Damage;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Salvaged;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is spent stays spent, whichever of the two files is damaged. */
final class SpendRecoveryTest {
  private static final Owner LINE = new Owner(Owner.Kind.LINE, "line-1");
  private static final Owners ONE = Owners.of(new Owner(Owner.Kind.KEY, "vk-1"), LINE);
  private static final Owners TWO = Owners.of(new Owner(Owner.Kind.KEY, "vk-2"), LINE);
  private static final TokenUsage USAGE = TokenUsage.of(1_000, 100);
  private static final long COST = 1_800;
  private static final List<Migration> SCHEMA =
      Stream.concat(Billing.MIGRATIONS.stream(), SpendDoubt.MIGRATIONS.stream()).toList();

  @TempDir Path folder;
  private final Random random = new Random(3);
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void a_lost_ledger_page_is_made_up_for_on_those_who_paid(long seed) throws IOException {
    pay(150, 50);
    assertThat(Damage.leaves(books(), "ledger", 3, new Random(seed))).isPositive();
    try (Opened files = new Opened()) {
      long left = files.ledgerSum();
      assertThat(left).isLessThan(200 * COST);
      assertThat(files.recover()).isTrue();
      assertThat(files.ledgerSum()).isEqualTo(200 * COST);
      assertThat(files.spentBy(ONE)).isEqualTo(150 * COST);
      assertThat(files.spentBy(TWO)).isEqualTo(50 * COST);
      assertThat(files.lineSpent()).as("ledger + open holds = used").isEqualTo(200 * COST);
      assertThat(files.doubt().open()).isEmpty();
      assertThat(files.recover()).as("a second time").isFalse();
      assertThat(files.ledgerSum()).isEqualTo(200 * COST);
    }
  }

  @Test
  void a_hold_that_was_open_when_the_file_broke_is_booked_at_its_bound() throws IOException {
    long bound;
    try (Opened files = new Opened()) {
      Billing billing = files.billing();
      bound =
          billing.quote(TestBilling.MODEL, TestBilling.SHAPE).orElseThrow().bound().cost().micros();
      files.hold(billing, ONE).settle(USAGE, Outcome.ANSWERED);
      files.hold(billing, ONE);
      files.copy.follow();
    }
    Damage.root(books(), "hold", random);
    try (Opened files = new Opened()) {
      assertThat(files.recover()).isTrue();
      assertThat(files.lineSpent()).isEqualTo(COST + bound);
      assertThat(files.count("OUTCOME_UNKNOWN")).isEqualTo(1);
    }
  }

  @Test
  void a_file_that_lost_its_last_commits_without_a_finding_is_made_up_for() throws IOException {
    pay(3, 0);
    Files.copy(books(), folder.resolve("older"));
    pay(4, 0);
    Files.delete(books());
    Files.move(folder.resolve("older"), books());
    try (Opened files = new Opened()) {
      assertThat(files.books.salvaged()).isEmpty();
      assertThat(files.recover()).isTrue();
      assertThat(files.lineSpent()).isEqualTo(7 * COST);
      assertThat(files.count("RECOVERED")).isEqualTo(1);
    }
  }

  @Test
  void money_that_was_given_back_stays_given_back() {
    pay(3, 0);
    try (Opened files = new Opened()) {
      BookedEntry paid = files.entries().getFirst();
      files.billing().correct(paid, Money.ofMicros(-2_000, "USD"), "refunded");
    }
    try (Opened files = new Opened()) {
      assertThat(files.recover()).isFalse();
      assertThat(files.lineSpent()).isEqualTo(2 * COST);
    }
  }

  @Test
  void a_damaged_copy_is_made_anew_and_doubts_nothing_while_the_ledger_is_sound()
      throws IOException {
    pay(20, 10);
    Damage.schema(folder.resolve("spend.db"), random);
    try (Opened files = new Opened()) {
      assertThat(files.recover()).isFalse();
      files.copy.follow();
      assertThat(files.doubt().open()).isEmpty();
      assertThat(files.copy.sums().values().stream().mapToLong(SpendCopy.Sum::costMicros).sum())
          .isEqualTo(30 * COST);
    }
  }

  @Test
  void where_neither_can_be_read_the_spend_is_in_doubt_until_somebody_confirms()
      throws IOException {
    pay(20, 10);
    Damage.schema(books(), random);
    Damage.schema(folder.resolve("spend.db"), random);
    try (Opened files = new Opened()) {
      assertThat(files.recover()).isTrue();
      assertThat(files.doubt().open().orElseThrow().reason()).contains("hub.db was damaged");
    }
    try (Opened files = new Opened()) {
      assertThat(files.recover()).isFalse();
      assertThat(files.doubt().open()).as("a restart ends no doubt").isPresent();
      assertThat(files.doubt().confirm("anna", "bills compared")).isEqualTo(1);
      assertThat(files.doubt().open()).isEmpty();
    }
  }

  @Test
  void nothing_is_in_doubt_where_only_an_index_was_broken_and_there_is_no_copy()
      throws IOException {
    pay(20, 10);
    Files.delete(folder.resolve("spend.db"));
    Damage.root(books(), "ledger_at", random);
    try (Opened files = new Opened()) {
      assertThat(files.books.salvaged().map(Salvaged::complete)).contains(true);
      assertThat(files.recover()).isTrue();
      assertThat(files.doubt().open()).isEmpty();
      assertThat(files.lineSpent()).isEqualTo(30 * COST);
    }
  }

  /** Books calls, and lets the copy follow them. */
  private void pay(int one, int two) {
    try (Opened files = new Opened()) {
      Billing billing = files.billing();
      for (int i = 0; i < one + two; i++) {
        files.hold(billing, i < one ? ONE : TWO).settle(USAGE, Outcome.ANSWERED);
      }
      var _ = billing.rollUp();
      assertThat(files.copy.follow()).isTrue();
      assertThat(files.copy.follow()).as("nothing new").isFalse();
    }
  }

  private Path books() {
    return folder.resolve("hub.db");
  }

  /** Both files, as a hub opens them. */
  private final class Opened implements AutoCloseable {
    private final Store books =
        Store.open(
            StoreSettings.of(books()).withDurability(StoreSettings.Durability.OFF),
            SCHEMA,
            () -> now);
    private final Store spend =
        Store.open(
            StoreSettings.of(folder.resolve("spend.db"))
                .withDurability(StoreSettings.Durability.OFF),
            SpendCopy.MIGRATIONS,
            () -> now);
    private final SpendCopy copy = new SpendCopy(books, spend, () -> now);

    boolean recover() {
      return new SpendRecovery(books, copy, TestBilling.ROME, () -> now, random).run();
    }

    SpendDoubt doubt() {
      return new SpendDoubt(books, () -> now);
    }

    Billing billing() {
      BudgetRule cap =
          BudgetRule.hard(
              LINE,
              new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.MONTH),
              Money.parse("100", "EUR"));
      return new Billing(
          books,
          "hub-1",
          TestBilling.prices(),
          TestBilling.rates(),
          List.of(cap),
          () -> now,
          event -> {});
    }

    Payment hold(Billing billing, Owners owners) {
      now = now.plusMillis(1);
      Quote quote = billing.quote(TestBilling.MODEL, TestBilling.SHAPE).orElseThrow();
      RequestId id = RequestId.create(now.toEpochMilli(), random);
      return billing
          .hold(HoldRequest.of(id, 1, owners, "", TestBilling.MODEL, quote), quote)
          .value();
    }

    long lineSpent() {
      return billing().standing(Owners.of(LINE)).getFirst().spent().micros();
    }

    long ledgerSum() {
      return books.read(tx -> tx.number("SELECT SUM(cost_micros) FROM ledger"));
    }

    long spentBy(Owners owners) {
      return entries().stream()
          .filter(e -> e.owners().equals(owners))
          .mapToLong(e -> e.charge().cost().micros())
          .sum();
    }

    List<BookedEntry> entries() {
      List<BookedEntry> all = new java.util.ArrayList<>();
      new LedgerReader(books).each(Instant.EPOCH, now.plusSeconds(1), all::add);
      return all;
    }

    long count(String outcome) {
      return books.read(tx -> tx.number("SELECT COUNT(*) FROM ledger WHERE outcome = ?", outcome));
    }

    @Override
    public void close() {
      spend.close();
      books.close();
    }
  }
}
