package dev.andon.hub.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.hub.account.Roster;
import dev.andon.hub.billing.Past;
import dev.andon.hub.ingest.station.InflowConfig;
import dev.andon.hub.request.Failure;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import dev.andon.hub.time.SteadyClock;
import dev.andon.hub.time.Ticker;
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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine's clock is set while escalations and verdicts wait. */
final class ClockJumpTest {
  private static final StationId STATION = StationId.parse("plant-1/line-1/cam-1");

  @TempDir Path folder;
  private final FakeLink link = new FakeLink();
  private final FakeGateway gateway = new FakeGateway();
  private final Random random = new Random(7);
  private final UuidV7 ids = new UuidV7(Clock.systemUTC(), random);
  private volatile Duration wrong = Duration.ZERO;
  private SteadyClock clock = newClock();
  private Store money;
  private Store pictures;
  private EvidenceStore evidence;
  private Ingest ingest;

  @BeforeEach
  void open() {
    money =
        Store.open(
            StoreSettings.of(folder.resolve("hub.db")), Ingest.MIGRATIONS, Clock.systemUTC());
    pictures =
        Store.open(
            StoreSettings.of(folder.resolve("evidence.db")),
            EvidenceStore.MIGRATIONS,
            Clock.systemUTC());
    start();
  }

  @AfterEach
  void close() {
    ingest.close();
    money.close();
    pictures.close();
  }

  private SteadyClock newClock() {
    return new SteadyClock(() -> Instant.now().plus(wrong), Ticker.system());
  }

  private void start() {
    link.connected = true;
    evidence = new EvidenceStore(pictures, clock);
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
            evidence,
            gateway,
            request -> new Past.Nothing(),
            link,
            new IngestPlatform(clock, random, new SimpleMeterRegistry(), Faults.NONE, alert -> {}));
    ingest.start();
  }

  private static IngestConfig config() {
    return new IngestConfig(
        "judges",
        Optional.of(2),
        Optional.of(2),
        Optional.of(100),
        Optional.of(Duration.ofMillis(100)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(1),
        Optional.empty(),
        Optional.empty());
  }

  /** What the hub's watch does within a second. */
  private void jump(Duration by) {
    wrong = wrong.plus(by);
    Duration seen = clock.look().orElseThrow();
    ingest.jumped(seen);
    clock.adopt(seen);
  }

  private UUID waiting() {
    gateway.answer = request -> FakeGateway.failed(request, Failure.Kind.PROVIDER_UNREACHABLE);
    UUID id = escalate();
    await().until(() -> ingest.open().waiting() == 1);
    return id;
  }

  private UUID escalate() {
    byte[] bytes = new byte[2_000];
    random.nextBytes(bytes);
    Escalation escalation =
        new Escalation(
            ids.next(),
            STATION,
            1,
            new Stamp(UUID.randomUUID(), Instant.EPOCH, 0),
            5_000,
            Lane.LIVE,
            "part-1",
            "bracket",
            "top",
            new ModelVersion("student", "1", "andon-pre-1"),
            List.of(new Region(3, new Box(110, 210, 150, 250), List.of(), new float[0])),
            Image.of("image/jpeg", new Box(100, 200, 300, 400), bytes));
    link.deliver(Topic.frames(STATION, Lane.LIVE), escalation);
    return escalation.id();
  }

  /** The time passes quicker than it does, in steps that are no jumps. */
  private boolean hurry() {
    wrong = wrong.plus(Duration.ofSeconds(4));
    return clock.look().isEmpty();
  }

  /** Twice, so that the first try is known to have come to its end. */
  private void isTriedTwice() {
    int before = gateway.requests.size();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> hurry() && gateway.requests.size() > before + 1);
  }

  private void isAnswered(UUID id) {
    gateway.answer = FakeGateway::pass;
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> hurry() && !ingest.verdictOn(id).orElseThrow().provisional());
    assertThat(ingest.verdictOn(id).orElseThrow().verdict()).isEqualTo(new Verdict.Pass());
  }

  private void isSentAgain() {
    long before = link.verdicts().size();
    await().atMost(Duration.ofSeconds(30)).until(() -> hurry() && link.verdicts().size() > before);
  }

  @Test
  void forty_days_ahead_nothing_that_waits_is_finished_without_an_answer() {
    UUID id = waiting();

    jump(Duration.ofDays(40));

    isTriedTwice();
    assertThat(ingest.verdictOn(id).orElseThrow().provisional()).isTrue();
    isAnswered(id);
  }

  @Test
  void in_the_moment_before_a_jump_is_seen_nothing_is_given_up_either() {
    UUID id = waiting();
    assertThat(hurry()).isTrue();
    wrong = wrong.plus(Duration.ofDays(40));
    int before = gateway.requests.size();
    await().atMost(Duration.ofSeconds(30)).until(() -> gateway.requests.size() > before + 1);
    assertThat(ingest.verdictOn(id).orElseThrow().provisional()).isTrue();
  }

  @Test
  void a_day_back_what_waits_is_due_as_soon_as_before() {
    UUID id = waiting();

    jump(Duration.ofDays(-1));

    isAnswered(id);
  }

  @Test
  void a_day_back_verdicts_that_nobody_confirmed_are_sent_again_as_soon_as_before() {
    UUID id = escalate();
    await().until(() -> ingest.verdictOn(id).isPresent());
    jump(Duration.ofDays(-1));
    isSentAgain();
  }

  @Test
  void forty_days_ahead_verdicts_that_nobody_confirmed_are_not_given_up() {
    UUID id = escalate();
    await().until(() -> ingest.verdictOn(id).isPresent());
    jump(Duration.ofDays(40));
    isSentAgain();
    assertThat(ingest.open().unconfirmed()).isEqualTo(1);
  }

  @Test
  void a_clock_set_back_while_the_hub_was_away_is_seen_at_its_start() {
    UUID id = waiting();
    ingest.close();
    wrong = Duration.ofDays(-1);
    clock = newClock();

    start();

    isAnswered(id);
    assertThat(clock.believed()).isFalse();
  }

  @Test
  void a_clock_forty_days_ahead_at_the_start_finishes_nothing_for_an_hour() {
    UUID id = waiting();
    ingest.close();
    wrong = Duration.ofDays(40);
    clock = newClock();

    start();

    isTriedTwice();
    assertThat(ingest.verdictOn(id).orElseThrow().provisional()).isTrue();
  }

  @Test
  void pictures_that_an_open_escalation_needs_are_not_forgotten_for_their_age() {
    UUID open = waiting();
    gateway.answer = FakeGateway::pass;
    UUID answered = escalate();
    gateway.answer = request -> FakeGateway.failed(request, Failure.Kind.PROVIDER_UNREACHABLE);
    await().until(() -> ingest.verdictOn(answered).isPresent());
    Set<String> needed = Set.of(evidence.find(open).orElseThrow().image().sha256());

    assertThat(evidence.forget(Long.MAX_VALUE, needed, Long.MAX_VALUE)).isEqualTo(1);

    assertThat(evidence.find(open)).isPresent();
    assertThat(evidence.find(answered)).isEmpty();
  }
}
