package dev.andon.sandbox.money;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.sandbox.provider.BookEntry;
import dev.andon.sandbox.provider.ScriptedPrices;
import dev.andon.sandbox.provider.ScriptedProvider;
import dev.andon.sandbox.provider.TruthBook;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 200 clients and one cent: the provider's own books against the ledger of a hub that is killed.
 */
final class LastCentTest {
  private static final int CLIENTS = 200;
  private static final long CENT = 10_000;

  /** As {@link PoorHub}'s price book has them. */
  private static final ScriptedPrices PRICES = new ScriptedPrices(100_000, 50_000, 400_000);

  @TempDir Path folder;
  private final ScriptedProvider provider =
      new ScriptedProvider(0, new TruthBook(), PRICES, Clock.systemUTC(), new Random(5));
  private final Random random = new Random(20261120);

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void two_hundred_clients_get_exactly_the_calls_that_one_cent_pays_for() throws Exception {
    provider.script().latency(Duration.ofMillis(50));
    List<Crowd.Call> calls;
    try (PoorHub hub = PoorHub.start(folder, provider.uri(), CLIENTS, CENT)) {
      calls = new Crowd(hub.address(), CLIENTS, 1).finish();
    }

    assertThat(calls).noneMatch(Crowd.Call.Lost.class::isInstance);
    int answers = (int) calls.stream().filter(Crowd.Call.Answered.class::isInstance).count();
    // The provider writes into its books when its last byte is out: a client may be faster.
    await().until(() -> provider.books().entries().size() >= answers);
    List<BookEntry> books = provider.books().entries();
    long cost = books.getFirst().costMicros();
    long bound = bound(calls);
    assertThat(books).allMatch(entry -> entry.answered() && entry.costMicros() == cost);
    assertThat(books.size())
        .as("as many as fit while %s of %s are reserved for each", bound, CENT)
        .isEqualTo((int) ((CENT - bound) / cost) + 1)
        .isEqualTo(answers);
    try (MoneyFile money = MoneyFile.in(folder.resolve("data"))) {
      assertThat(money.ledgerMicros()).isEqualTo(provider.books().costMicros());
      assertThat(money.heldMicros()).isZero();
    }
  }

  /** Takes about as many times three seconds. */
  @Test
  @Tag("kills")
  void eight_kills_of_the_hub_with_one_cent_left_lose_and_invent_nothing() throws Exception {
    PoorHub.archiveClasses(folder, provider.uri(), CLIENTS);
    killed(8);
  }

  @Test
  @Tag("long")
  void fifty_kills_of_the_hub_with_one_cent_left_lose_and_invent_nothing() throws Exception {
    PoorHub.archiveClasses(folder, provider.uri(), CLIENTS);
    killed(50);
  }

  /** One life of the hub: how long it lasted, and what its clients saw. */
  private record Life(long fromMillis, long toMillis, List<Crowd.Call> calls) {
    boolean holds(MoneyFile.Entry entry) {
      return entry.atMillis() >= fromMillis && entry.atMillis() <= toMillis;
    }
  }

  private void killed(int times) throws Exception {
    provider.script().latency(Duration.ofMillis(30));
    List<Life> lives = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      lives.add(live(used() + CENT, i));
    }
    long cap = used();
    PoorHub.start(folder, provider.uri(), CLIENTS, cap).close();

    Map<String, BookEntry> books =
        provider.books().entries().stream()
            .collect(Collectors.toMap(e -> e.images().getFirst(), Function.identity()));
    try (MoneyFile money = MoneyFile.in(folder.resolve("data"))) {
      assertThat(money.heldMicros()).as("nothing stays reserved").isZero();
      assertThat(money.ledgerMicros()).as("what was held is booked").isEqualTo(cap);
      assertThat(provider.books().costMicros()).isBetween(1L, money.ledgerMicros());
      List<MoneyFile.Entry> ledger = money.ledger();
      for (Life life : lives) {
        reconcile(life, ledger.stream().filter(life::holds).toList(), books);
      }
      assertThat(ledger).allMatch(entry -> lives.stream().anyMatch(life -> life.holds(entry)));
      assertThat(ledger)
          .as("killed in mid-flight")
          .anyMatch(entry -> entry.outcome().equals("OUTCOME_UNKNOWN"))
          .anyMatch(entry -> entry.outcome().equals("ANSWERED"));
    }
  }

  /** One cent is left when it begins; it is killed after some answers. */
  private Life live(long cap, int seed) throws Exception {
    long from = System.currentTimeMillis();
    PoorHub hub = PoorHub.start(folder, provider.uri(), CLIENTS, cap);
    Crowd crowd = new Crowd(hub.address(), CLIENTS, seed);
    crowd.awaitAnswers(1 + random.nextInt(200));
    hub.kill();
    long to = System.currentTimeMillis();
    Life life = new Life(from, to, crowd.finish());
    assertThat(used()).as("ledger and holds stay below the cap").isLessThanOrEqualTo(cap);
    return life;
  }

  private long used() throws Exception {
    if (!folder.resolve("data").resolve("hub.db").toFile().exists()) {
      return 0;
    }
    try (MoneyFile money = MoneyFile.in(folder.resolve("data"))) {
      return money.ledgerMicros() + money.heldMicros();
    }
  }

  private static void reconcile(
      Life life, List<MoneyFile.Entry> ledger, Map<String, BookEntry> books) {
    Map<String, MoneyFile.Entry> open =
        new HashMap<>(ledger.stream().collect(Collectors.toMap(MoneyFile.Entry::request, e -> e)));
    assertThat(open).as("one entry for each request").hasSize(ledger.size());
    for (Crowd.Call call : life.calls) {
      switch (call) {
        case Crowd.Call.Answered answered -> {
          MoneyFile.Entry entry =
              requireNonNull(open.remove(answered.request()), answered::toString);
          assertThat(entry.outcome()).isEqualTo("ANSWERED");
          assertThat(entry.costMicros()).isEqualTo(cost(books.get(answered.image())));
        }
        case Crowd.Call.Refused refused -> {
          assertThat(books).as("%s", refused).doesNotContainKey(refused.image());
          assertThat(refused.spent() + refused.held() + refused.needed())
              .as("%s", refused)
              .isGreaterThan(refused.limit());
        }
        case Crowd.Call.Lost _ -> {}
      }
    }
    // What is left belongs to calls whose client heard nothing: at most one for each client.
    Map<String, List<MoneyFile.Entry>> left =
        open.values().stream().collect(Collectors.groupingBy(MoneyFile.Entry::key));
    for (Crowd.Call call : life.calls) {
      if (call instanceof Crowd.Call.Lost lost) {
        lost(lost, left.remove(PoorHub.key(lost.client())), books.get(lost.image()));
      }
    }
    assertThat(left).as("entries that nobody asked for").isEmpty();
  }

  private static void lost(
      Crowd.Call.Lost call, @Nullable List<MoneyFile.Entry> entries, @Nullable BookEntry book) {
    if (entries == null) {
      assertThat(book).as("it never left: %s", call).isNull();
      return;
    }
    assertThat(entries).as("%s", call).hasSize(1);
    MoneyFile.Entry entry = entries.getFirst();
    if (entry.outcome().equals("ANSWERED")) {
      assertThat(entry.costMicros()).as("%s", call).isEqualTo(cost(book));
    } else {
      assertThat(entry.outcome()).as("%s", call).isEqualTo("OUTCOME_UNKNOWN");
      assertThat(cost(book)).isLessThanOrEqualTo(entry.costMicros());
    }
  }

  /** What the provider charged; nothing for what never reached it. */
  private static long cost(@Nullable BookEntry book) {
    return book == null ? 0 : book.costMicros();
  }

  /** What the hub reserved for each call: all are of one size. */
  private static long bound(List<Crowd.Call> calls) {
    List<Long> needed =
        calls.stream()
            .filter(Crowd.Call.Refused.class::isInstance)
            .map(call -> ((Crowd.Call.Refused) call).needed())
            .distinct()
            .toList();
    assertThat(needed).hasSize(1);
    return needed.getFirst();
  }
}
