package dev.andon.hub.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.hub.account.Roster;
import dev.andon.hub.billing.Past;
import dev.andon.hub.ingest.station.InflowConfig;
import dev.andon.hub.money.Money;
import dev.andon.hub.request.Failure;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.routing.ScaledTime;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreException;
import dev.andon.hub.store.StoreSettings;
import dev.andon.hub.time.SteadyClock;
import dev.andon.wire.Box;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Region;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import dev.andon.wire.Topic;
import dev.andon.wire.UuidV7;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever stalls, fails, comes twice or starts again: an escalation is judged by one run at a
 * time, and nobody is paid for an answer that is there. The hub's clocks are the test's.
 */
final class OneRunAtATimeTest {
  private static final StationId STATION = StationId.parse("plant-1/line-1/cam-1");
  private static final Topic FRAME = Topic.frames(STATION, Lane.LIVE);
  private static final int LIVE_WORKERS = 2;
  private static final String PASS = "{\"verdict\":\"pass\",\"findings\":[]}";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Longer than any pause after which an escalation without an answer is due again. */
  private static final Duration DUE_AGAIN = Duration.ofSeconds(7);

  @TempDir Path folder;
  private final ScaledTime time = new ScaledTime(Instant.parse("2026-11-20T06:00:00Z"));
  private final FakeLink link = new FakeLink();
  private final FakeGateway gateway = new FakeGateway();
  private final Random random = new Random(3);
  private final UuidV7 ids = new UuidV7(time, random);
  private final Map<UUID, Past> books = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
  private final AtomicInteger mostOpen = new AtomicInteger();
  private volatile boolean mayAskAgain = true;
  private Store money;
  private Store pictures;
  private Ingest ingest;

  @BeforeEach
  void start() {
    money = Store.open(StoreSettings.of(folder.resolve("hub.db")), Ingest.MIGRATIONS, time);
    pictures =
        Store.open(StoreSettings.of(folder.resolve("evidence.db")), EvidenceStore.MIGRATIONS, time);
    startIngest();
  }

  @AfterEach
  void stop() {
    ingest.close();
    money.close();
    pictures.close();
  }

  private void startIngest() {
    link.connected = true;
    ingest =
        new Ingest(
            new IngestSettings(
                "plant-1",
                Currency.getInstance("EUR"),
                config(),
                1 << 20,
                Roster.open("plant-1"),
                InflowConfig.DEFAULT),
            money,
            new EvidenceStore(pictures, time),
            this::counted,
            past(),
            link,
            new IngestPlatform(
                new SteadyClock(time, time),
                random,
                new SimpleMeterRegistry(),
                Faults.NONE,
                alert -> {}));
    ingest.start();
  }

  /** Each escalation has a variant of its own here, so that its requests are known by it. */
  private GatewayOutcome counted(GatewayRequest request) {
    AtomicInteger mine =
        open.computeIfAbsent(
            request.attributes().variant().orElseThrow(), _ -> new AtomicInteger());
    mostOpen.accumulateAndGet(mine.incrementAndGet(), Math::max);
    try {
      return gateway.handle(request);
    } finally {
      mine.decrementAndGet();
    }
  }

  private PastRequests past() {
    return new PastRequests() {
      @Override
      public Past of(RequestId request) {
        return books.getOrDefault(request.uuid(), new Past.Nothing());
      }

      @Override
      public boolean mayAskAgain() {
        return mayAskAgain;
      }
    };
  }

  private static IngestConfig config() {
    IngestConfig defaults = IngestConfig.of("judges");
    return new IngestConfig(
        defaults.model(),
        Optional.of(LIVE_WORKERS),
        Optional.of(4),
        Optional.of(1_000),
        Optional.of(Duration.ofSeconds(1)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(100),
        Optional.empty(),
        Optional.empty());
  }

  private Escalation escalation() {
    byte[] bytes = new byte[500];
    random.nextBytes(bytes);
    UUID id = ids.next();
    return new Escalation(
        id,
        STATION,
        1,
        new Stamp(UUID.randomUUID(), Instant.EPOCH, 0),
        60_000,
        Lane.LIVE,
        "part-1",
        id.toString(),
        "top",
        new ModelVersion("student", "1", "andon-pre-1"),
        List.of(new Region(3, new Box(110, 210, 150, 250), List.of(), new float[0])),
        Image.of("image/jpeg", new Box(100, 200, 300, 400), bytes));
  }

  private Escalation escalate() {
    Escalation escalation = escalation();
    link.deliver(FRAME, escalation);
    return escalation;
  }

  private boolean decided(UUID id) {
    return ingest.verdictOn(id).filter(v -> !v.provisional()).isPresent();
  }

  private static void waits(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void breaks(String event) {
    money.write(
        tx ->
            tx.update(
                "CREATE TRIGGER broken "
                    + event
                    + " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"));
  }

  private void mended() {
    money.write(tx -> tx.update("DROP TRIGGER broken"));
  }

  @Test
  void a_send_that_stalls_past_the_next_try_starts_no_second_run_beside_an_open_one() {
    CountDownLatch broker = new CountDownLatch(1);
    CountDownLatch provider = new CountDownLatch(1);
    link.beforeVerdict = () -> waits(broker);
    gateway.answer = request -> FakeGateway.failed(request, Failure.Kind.PROVIDER_UNREACHABLE);
    Escalation escalation = escalate();
    await().until(() -> ingest.verdictOn(escalation.id()).isPresent());
    gateway.answer =
        request -> {
          waits(provider);
          return FakeGateway.pass(request);
        };
    time.advance(DUE_AGAIN);
    await().atMost(LIMIT).until(() -> gateway.requests.size() == 2);

    broker.countDown();

    await()
        .during(Duration.ofSeconds(1))
        .until(
            () -> {
              time.advance(Duration.ofSeconds(1));
              return gateway.requests.size() == 2;
            });
    provider.countDown();
    await().atMost(LIMIT).until(() -> decided(escalation.id()));
    assertThat(gateway.requests).hasSize(2);
    assertThat(mostOpen).hasValue(1);
  }

  @Test
  void a_broker_that_takes_no_verdict_keeps_no_judge_from_the_next_escalation() {
    CountDownLatch broker = new CountDownLatch(1);
    link.beforeVerdict = () -> waits(broker);

    List<Escalation> sent = new ArrayList<>();
    for (int i = 0; i < 4 * LIVE_WORKERS; i++) {
      sent.add(escalate());
    }

    await().atMost(LIMIT).until(() -> sent.stream().allMatch(e -> decided(e.id())));
    broker.countDown();
    await().atMost(LIMIT).until(() -> link.verdicts().size() >= sent.size());
  }

  @Test
  void a_verdict_that_cannot_be_stored_is_stored_later_and_asked_for_once() {
    breaks("BEFORE INSERT ON verdict");
    Escalation escalation = escalate();
    await().until(() -> gateway.requests.size() == 1);
    time.advance(DUE_AGAIN);

    mended();

    await().atMost(LIMIT).until(() -> decided(escalation.id()));
    assertThat(gateway.requests).hasSize(1);
    await()
        .atMost(LIMIT)
        .until(() -> link.verdicts().stream().anyMatch(v -> v.verdict() instanceof Verdict.Pass));
  }

  @Test
  void a_run_that_cannot_begin_costs_nothing_and_is_made_when_the_disk_is_back() {
    breaks("BEFORE INSERT ON judging");
    Escalation escalation = escalate();
    await()
        .during(Duration.ofMillis(500))
        .until(
            () -> {
              time.advance(Duration.ofSeconds(1));
              return gateway.requests.isEmpty();
            });

    mended();

    await()
        .atMost(LIMIT)
        .until(
            () -> {
              time.advance(Duration.ofSeconds(1));
              return decided(escalation.id());
            });
    assertThat(gateway.requests).hasSize(1);
  }

  @Test
  void a_gateway_that_throws_takes_no_worker_and_the_next_run_looks_at_what_was_paid() {
    gateway.answer =
        request -> {
          books.put(request.id().uuid(), answered(request));
          throw new StackOverflowError("deep");
        };
    List<Escalation> sent = new ArrayList<>();
    for (int i = 0; i < 2 * LIVE_WORKERS; i++) {
      sent.add(escalate());
    }
    await().atMost(LIMIT).until(() -> gateway.requests.size() == sent.size());

    await()
        .atMost(LIMIT)
        .until(
            () -> {
              time.advance(Duration.ofSeconds(1));
              return sent.stream().allMatch(e -> decided(e.id()));
            });

    assertThat(gateway.requests).as("each asked once").hasSameSizeAs(sent);
  }

  private static Past.Answered answered(GatewayRequest request) {
    return new Past.Answered(request.id(), "openai/m", PASS, Money.ofMicros(200, "EUR"));
  }

  /** What a random provider did, and whether anything was asked that must not have been. */
  private final class RandomProvider {
    private final Random choices;
    private final Map<String, String> last = new ConcurrentHashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private volatile boolean calm;

    RandomProvider(long seed) {
      choices = new Random(seed);
    }

    private synchronized int choice() {
      return calm ? 0 : choices.nextInt(8);
    }

    private synchronized void did(GatewayRequest request, String what) {
      String variant = request.attributes().variant().orElseThrow();
      String before = last.getOrDefault(variant, "");
      if (before.equals("answered") || (before.equals("unknown") && !mayAskAgain)) {
        wrong.add(variant + ": " + what + " after " + before);
      }
      if (!before.equals("unknown") || what.equals("answered")) {
        last.put(variant, what);
      }
    }

    GatewayOutcome handle(GatewayRequest request) {
      int choice = choice();
      LockSupport.parkNanos(1_000_000L * choice);
      return switch (choice) {
        case 0, 1 -> paid(request);
        case 2 -> {
          // Booked, and stopped before the verdict is stored.
          var _ = paid(request);
          yield FakeGateway.failed(request, Failure.Kind.CANCELLED);
        }
        case 3 -> {
          did(request, "unknown");
          books.put(request.id().uuid(), new Past.Unknown());
          yield FakeGateway.failed(request, Failure.Kind.CANCELLED);
        }
        case 4 -> {
          did(request, "nothing");
          throw new StoreException("no hold", new IllegalStateException());
        }
        case 5 -> {
          var _ = paid(request);
          throw new IllegalStateException("a bug behind the booking");
        }
        default -> {
          did(request, "nothing");
          yield FakeGateway.failed(request, Failure.Kind.PROVIDER_UNREACHABLE);
        }
      };
    }

    private GatewayOutcome paid(GatewayRequest request) {
      did(request, "answered");
      books.put(request.id().uuid(), answered(request));
      return FakeGateway.pass(request);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,true", "2,false", "3,true", "4,false"})
  void any_mixture_of_stalls_repeats_failures_and_starts_pays_for_no_answer_twice(
      long seed, boolean again) {
    mayAskAgain = again;
    RandomProvider provider = new RandomProvider(seed);
    gateway.answer = provider::handle;
    Random steps = new Random(seed);
    link.beforeVerdict = () -> LockSupport.parkNanos(5_000_000);
    List<Escalation> sent = new ArrayList<>();
    for (int step = 0; step < 120; step++) {
      switch (steps.nextInt(8)) {
        case 0, 1, 2 -> sent.add(escalate());
        case 3, 4 -> repeat(sent, steps);
        case 5 -> {
          if (steps.nextInt(3) == 0) {
            ingest.close();
            startIngest();
          }
        }
        default -> time.advance(Duration.ofSeconds(steps.nextInt(4)));
      }
      LockSupport.parkNanos(2_000_000);
    }
    provider.calm = true;
    ingest.close();
    startIngest();
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              time.advance(Duration.ofSeconds(1));
              return sent.stream().allMatch(e -> decided(e.id()));
            });

    assertThat(provider.wrong).as("seed %d", seed).isEmpty();
    assertThat(mostOpen).as("runs open at once, seed %d", seed).hasValue(1);
    assertThat(
            sent.stream()
                .map(e -> ingest.verdictOn(e.id()).orElseThrow())
                .filter(v -> v.answeredBy() == VerdictMessage.AnsweredBy.PROVIDER))
        .as("every answer that was paid for is a verdict, seed %d", seed)
        .hasSize((int) provider.last.values().stream().filter("answered"::equals).count());
  }

  /** The same escalation again, from two threads at once. */
  private void repeat(List<Escalation> sent, Random steps) {
    if (!sent.isEmpty()) {
      Escalation one = sent.get(steps.nextInt(sent.size()));
      Thread.ofVirtual().start(() -> link.deliver(FRAME, one));
      link.deliver(Topic.frames(STATION, Lane.REPLAY), one.sentIn(Lane.REPLAY, 0));
    }
  }
}
