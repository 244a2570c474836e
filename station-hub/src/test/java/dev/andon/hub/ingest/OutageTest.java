package dev.andon.hub.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.hub.billing.Past;
import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.budget.BudgetWindow;
import dev.andon.hub.cache.AnswerCache;
import dev.andon.hub.gateway.GatewayFixture;
import dev.andon.hub.ingest.station.Stations;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.routing.ScaledTime;
import dev.andon.hub.store.Store;
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
import dev.andon.wire.Verdict.Reason;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every provider is away for two hours. The stations' door with a real gateway, real money and real
 * stores; time is scaled, and the test makes the rounds that a timer makes otherwise.
 */
@SuppressWarnings("NullAway.Init") // each test opens with its own budget
final class OutageTest {
  private static final StationId STATION = StationId.parse("bologna/line-1/cam-1");
  private static final Duration OUTAGE = Duration.ofHours(2);
  private static final Duration EVERY = Duration.ofMinutes(2);
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final int REPLAY_WORKERS = 2;
  private static final int PER_SECOND = 2;

  /** So long is each day after the outage looked at. */
  private static final int SECONDS_A_DAY = 75;

  /**
   * Pays for some 55 answers of 200 micro-euros a day beside a hold of 8 898; for two holds at
   * once.
   */
  private static final Money TIGHT = Money.ofMicros(20_000, "EUR");

  private static final Money PLENTY = Money.parse("1", "EUR");

  @TempDir Path folder;
  private final ScaledTime time = new ScaledTime(Instant.parse("2026-11-20T06:00:00Z"));
  private final FakeLink link = new FakeLink();
  private final Random random = new Random(5);
  private final UuidV7 ids = new UuidV7(time, random);
  private final JudgingQueue judgingQueue = new JudgingQueue();
  private final AtomicInteger judging = new AtomicInteger();
  private final List<UUID> sent = new ArrayList<>();
  private GatewayFixture providers;
  private Store money;
  private Store pictures;
  private EscalationStore escalations;
  private RetryScheduler retries;
  private VerdictSender verdictSender;
  private UplinkReceiver receiver;

  private void open(Money daily) throws Exception {
    BudgetRule rule =
        BudgetRule.hard(
            new Owner(Owner.Kind.LINE, STATION.line()),
            new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.DAY),
            daily);
    providers =
        new GatewayFixture(
            folder,
            List.of(rule),
            AnswerCache.off(),
            new GatewayFixture.Times(time, time, span -> {}));
    money = Store.open(StoreSettings.of(folder.resolve("cases.db")), Ingest.MIGRATIONS, time);
    pictures =
        Store.open(StoreSettings.of(folder.resolve("evidence.db")), EvidenceStore.MIGRATIONS, time);
    assemble(
        new IngestConfig(
            "first/m",
            Optional.of(2),
            Optional.of(REPLAY_WORKERS),
            Optional.of(PER_SECOND),
            Optional.of(Duration.ofSeconds(30)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  private void assemble(IngestConfig config) {
    escalations = new EscalationStore(money);
    EvidenceStore evidence = new EvidenceStore(pictures, time);
    IngestMeters meters = new IngestMeters(new SimpleMeterRegistry());
    SteadyClock clock = new SteadyClock(time, time);
    verdictSender =
        new VerdictSender(
            link, escalations, meters, clock, config.unconfirmedKept(), Runnable::run);
    retries = new RetryScheduler(escalations, judgingQueue, clock, config);
    EscalationRuns runs =
        new EscalationRuns(
            escalations, request -> new Past.Nothing(), retries, verdictSender, meters, clock, ids);
    VerdictService verdicts =
        new VerdictService(
            config, Currency.getInstance("EUR"), this::judged, evidence, runs, retries, clock);
    WireCodec codec = new WireCodec(1 << 20);
    Stations stations = new Stations();
    Receipts receipts =
        new Receipts(link, codec, evidence, stations.complaints(), meters, InstantSource.system());
    EscalationKeeper keeper =
        new EscalationKeeper(
            escalations, evidence, stations.complaints(), meters, time, Faults.NONE);
    EscalationIntake intake =
        new EscalationIntake(config, keeper, judgingQueue, retries, verdictSender, receipts, time);
    receiver = new UplinkReceiver(codec, intake, escalations, stations, receipts, meters, time);
    link.start(List.of(), receiver::take);
    judgingQueue.start(config.live(), config.replay(), verdicts::judge);
  }

  private dev.andon.hub.request.GatewayOutcome judged(GatewayRequest request) {
    judging.incrementAndGet();
    try {
      return providers.gateway.handle(request);
    } finally {
      judging.decrementAndGet();
    }
  }

  @AfterEach
  void close() throws Exception {
    judgingQueue.close();
    money.close();
    pictures.close();
    providers.close();
  }

  private UUID escalate() {
    byte[] png = new byte[500];
    random.nextBytes(png);
    System.arraycopy(
        Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"), 0, png, 0, 33);
    Escalation escalation =
        new Escalation(
            ids.next(),
            STATION,
            1,
            new Stamp(UUID.randomUUID(), time.instant(), 0),
            10_000,
            Lane.LIVE,
            "part-1",
            "bracket",
            "top",
            new ModelVersion("student", "1", "andon-pre-1"),
            List.of(new Region(0, new Box(0, 0, 1, 1), List.of(), new float[0])),
            Image.of("image/png", new Box(0, 0, 1, 1), png));
    assertThat(link.deliver(Topic.frames(STATION, Lane.LIVE), escalation)).isTrue();
    sent.add(escalation.id());
    return escalation.id();
  }

  private VerdictMessage firstVerdictOn(UUID id) {
    return await()
        .atMost(TIMEOUT)
        .until(
            () -> link.verdicts().stream().filter(v -> v.escalationId().equals(id)).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private void pass(Duration span) {
    for (Duration left = span; left.isPositive(); left = left.minus(STEP)) {
      step(STEP);
    }
  }

  /** Time moves, the rounds are made, and what they started comes to an end. */
  private void step(Duration span) {
    time.advance(span);
    retries.round();
    verdictSender.round();
    settle();
  }

  private void settle() {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (judgingQueue.size() > 0) {
      assertThat(System.nanoTime()).as("judged within %s", TIMEOUT).isLessThan(end);
      LockSupport.parkNanos(500_000);
    }
  }

  private void goesAway() throws Exception {
    providers.first.script(
        (request, reply) -> reply.json(503, "{\"error\":{\"message\":\"away\"}}"));
    providers.second.close();
  }

  private void outage() throws Exception {
    goesAway();
    while (time.passed().compareTo(OUTAGE) < 0) {
      VerdictMessage told = firstVerdictOn(escalate());
      assertThat(told.provisional()).as("the station hears within its deadline").isTrue();
      assertThat(((Verdict.Inconclusive) told.verdict()).reason())
          .isEqualTo(Reason.PROVIDER_UNREACHABLE);
      assertThat(told.late()).isFalse();
      pass(EVERY);
    }
  }

  private void comesBack() {
    providers.first.script((request, reply) -> reply.json(200, verdict()));
  }

  private static String verdict() {
    return GatewayFixture.answer("{\"verdict\":\"pass\",\"findings\":[]}");
  }

  private long waiting() {
    return escalations.open().waiting();
  }

  @Tag("slow")
  @Test
  void a_two_hour_outage_of_every_provider_loses_nothing_and_is_worked_off_within_budget()
      throws Exception {
    open(TIGHT);
    outage();
    assertThat(waiting()).isEqualTo(sent.size());
    assertThat(providers.booked()).as("an outage costs nothing").isZero();

    comesBack();
    for (int day = 1; waiting() > 0; day++) {
      assertThat(day).as("the backlog is worked off in days, not for ever").isLessThan(5);
      long before = providers.entries("ANSWERED");
      for (int second = 1; second <= SECONDS_A_DAY; second++) {
        step(Duration.ofSeconds(1));
        assertThat(providers.entries("ANSWERED") - before)
            .as("the set pace, of which a second may be saved up")
            .isLessThanOrEqualTo((second + 1L) * PER_SECOND);
      }
      assertThat(providers.booked())
          .as("spent until day %d", day)
          .isLessThanOrEqualTo(day * TIGHT.micros());
      time.advance(Duration.ofDays(1));
    }

    assertThat(providers.entries("ANSWERED")).as("each paid for once").isEqualTo(sent.size());
    for (UUID id : sent) {
      VerdictMessage last = escalations.verdict(id).orElseThrow();
      assertThat(last.verdict()).isEqualTo(new Verdict.Pass());
      assertThat(last.provisional()).isFalse();
      assertThat(last.late()).as("stations record late verdicts and do not act on them").isTrue();
      assertThat(link.verdicts()).contains(last);
    }
    assertThat(providers.openHolds()).isZero();
  }

  @Test
  void new_live_escalations_do_not_wait_behind_the_backlog() throws Exception {
    open(PLENTY);
    goesAway();
    for (int i = 0; i < 20; i++) {
      firstVerdictOn(escalate());
    }
    CountDownLatch stuck = new CountDownLatch(1);
    AtomicInteger replayed = new AtomicInteger();
    providers.first.script(
        (request, reply) -> {
          if (replayed.incrementAndGet() > 1 && replayed.get() <= 1 + REPLAY_WORKERS) {
            stuck.await();
          }
          reply.json(200, verdict());
        });
    step(Duration.ofMinutes(1));
    assertThat(retries.reachable()).as("the probe was answered").isTrue();
    time.advance(Duration.ofSeconds(5));
    retries.round();
    await().atMost(TIMEOUT).until(() -> judging.get() == REPLAY_WORKERS);

    VerdictMessage live = firstVerdictOn(escalate());

    assertThat(live.verdict()).isEqualTo(new Verdict.Pass());
    assertThat(live.late()).isFalse();
    assertThat(waiting()).as("of the backlog").isEqualTo(19);
    stuck.countDown();
    settle();
  }
}
