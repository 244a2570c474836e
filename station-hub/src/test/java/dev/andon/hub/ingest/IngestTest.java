package dev.andon.hub.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.hub.account.Roster;
import dev.andon.hub.billing.Past;
import dev.andon.hub.ingest.station.InflowConfig;
import dev.andon.hub.money.Money;
import dev.andon.hub.request.Failure;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import dev.andon.hub.time.SteadyClock;
import dev.andon.hub.time.Ticker;
import dev.andon.wire.Box;
import dev.andon.wire.Confirmation;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.Meta;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Receipt;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IngestTest {
  private static final StationId STATION = StationId.parse("plant-1/line-1/cam-1");
  private static final Topic FRAME = Topic.frames(STATION, Lane.LIVE);

  @TempDir Path folder;
  private final FakeLink link = new FakeLink();
  private final FakeGateway gateway = new FakeGateway();
  private final Random random = new Random(7);
  private final UuidV7 ids = new UuidV7(Clock.systemUTC(), random);
  private final Map<UUID, Past> books = new ConcurrentHashMap<>();
  private volatile boolean mayAskAgain = true;
  private Store money;
  private Store evidence;
  private Ingest ingest;

  @BeforeEach
  void open() {
    money =
        Store.open(
            StoreSettings.of(folder.resolve("hub.db")), Ingest.MIGRATIONS, Clock.systemUTC());
    evidence =
        Store.open(
            StoreSettings.of(folder.resolve("evidence.db")),
            EvidenceStore.MIGRATIONS,
            Clock.systemUTC());
    ingest = ingest(Faults.NONE);
    ingest.start();
  }

  @AfterEach
  void close() {
    ingest.close();
    money.close();
    evidence.close();
  }

  private Ingest ingest(Faults faults) {
    link.connected = true;
    return new Ingest(
        new IngestSettings(
            "plant-1",
            Currency.getInstance("EUR"),
            config(),
            1 << 20,
            Roster.open("plant-1"),
            InflowConfig.DEFAULT),
        money,
        new EvidenceStore(evidence, Clock.systemUTC()),
        gateway,
        past(),
        link,
        new IngestPlatform(
            new SteadyClock(Clock.systemUTC(), Ticker.system()),
            random,
            new SimpleMeterRegistry(),
            faults,
            alert -> {}));
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

  private Escalation escalation() {
    return escalation(5_000);
  }

  private Escalation escalation(long deadlineMs) {
    byte[] bytes = new byte[2_000];
    random.nextBytes(bytes);
    return new Escalation(
        ids.next(),
        STATION,
        1,
        new Stamp(UUID.randomUUID(), Instant.EPOCH, 0),
        deadlineMs,
        Lane.LIVE,
        "part-1",
        "bracket",
        "top",
        new ModelVersion("student", "1", "andon-pre-1"),
        List.of(new Region(3, new Box(110, 210, 150, 250), List.of(), new float[0])),
        Image.of("image/jpeg", new Box(100, 200, 300, 400), bytes));
  }

  private VerdictMessage verdictOn(Escalation escalation) {
    return await()
        .until(
            () ->
                link.verdicts().stream()
                    .filter(v -> v.escalationId().equals(escalation.id()) && !v.provisional())
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void an_escalation_is_stored_receipted_judged_and_its_verdict_sent() {
    Escalation escalation = escalation();

    assertThat(link.deliver(FRAME, escalation)).isTrue();

    assertThat(link.receipts())
        .containsExactly(new Receipt(escalation.id(), new Receipt.Stored(false)));
    VerdictMessage verdict = verdictOn(escalation);
    assertThat(verdict.verdict()).isEqualTo(new Verdict.Pass());
    assertThat(verdict.costMicros()).isEqualTo(1_500);
    assertThat(verdict.model()).isEqualTo("openai/gpt-4o-mini");
    assertThat(verdict.late()).isFalse();
  }

  @Test
  void the_first_request_has_the_escalations_own_id_and_carries_the_picture_unaltered() {
    Escalation escalation = escalation();

    link.deliver(FRAME, escalation);
    verdictOn(escalation);

    assertThat(gateway.requests).hasSize(1);
    assertThat(gateway.requests.getFirst().id().uuid()).isEqualTo(escalation.id());
    assertThat(gateway.requests.getFirst().namespace().orElseThrow().fields())
        .containsEntry("variant", "bracket")
        .containsEntry("view", "top")
        .containsEntry("prompt", "andon-verdict-1");
    assertThat(gateway.requests.getFirst().deadline().orElseThrow().remaining())
        .isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void boxes_of_the_answer_are_moved_from_the_picture_into_the_frame() {
    gateway.answer =
        request ->
            FakeGateway.answered(
                request,
                """
                {"verdict":"defect","findings":[
                 {"class":"scratch","confidence":0.9,"x1":10,"y1":20,"x2":30,"y2":40}]}""");
    Escalation escalation = escalation();

    link.deliver(FRAME, escalation);

    assertThat(verdictOn(escalation).verdict())
        .isEqualTo(
            new Verdict.Defect(
                List.of(new Verdict.Finding("scratch", 0.9, new Box(110, 220, 130, 240)))));
  }

  @Test
  void a_repeat_gets_a_receipt_and_the_stored_verdict_and_asks_nobody() {
    Escalation escalation = escalation();
    link.deliver(FRAME, escalation);
    verdictOn(escalation);
    link.sent.clear();

    link.deliver(Topic.frames(STATION, Lane.REPLAY), escalation.sentIn(Lane.REPLAY, 0));

    assertThat(link.receipts())
        .containsExactly(new Receipt(escalation.id(), new Receipt.Stored(true)));
    await().untilAsserted(() -> assertThat(link.verdicts()).hasSize(1));
    assertThat(gateway.requests).hasSize(1);
  }

  @Test
  void a_crash_before_the_commit_leaves_neither_receipt_nor_acknowledgement() {
    ingest.close();
    ingest =
        ingest(
            new Faults() {
              @Override
              public void beforeCommit(UUID id) {
                throw new FakeLink.Crash();
              }
            });
    ingest.start();

    boolean acknowledged = link.deliver(FRAME, escalation());

    assertThat(acknowledged).isFalse();
    assertThat(link.receipts()).isEmpty();
    assertThat(ingest.escalationsByState()).isEmpty();
  }

  @Test
  void what_was_not_judged_before_a_stop_is_judged_after_the_next_start() {
    gateway.answer = request -> FakeGateway.failed(request, Failure.Kind.CANCELLED);
    Escalation escalation = escalation();
    link.deliver(FRAME, escalation);
    await().until(() -> gateway.requests.size() == 1);
    ingest.close();
    gateway.answer = FakeGateway::pass;

    ingest = ingest(Faults.NONE);
    ingest.start();

    assertThat(verdictOn(escalation).verdict()).isEqualTo(new Verdict.Pass());
    assertThat(ingest.requestsOf(escalation.id())).hasSize(2).doesNotHaveDuplicates();
  }

  /** Asked, and stopped before anything came of it. */
  private Escalation cutShort() {
    gateway.answer = request -> FakeGateway.failed(request, Failure.Kind.CANCELLED);
    Escalation escalation = escalation();
    link.deliver(FRAME, escalation);
    await().until(() -> gateway.requests.size() == 1);
    ingest.close();
    gateway.answer = FakeGateway::pass;
    return escalation;
  }

  private void startAgain() {
    ingest = ingest(Faults.NONE);
    ingest.start();
  }

  private void answered(UUID request) {
    books.put(
        request,
        new Past.Answered(
            new RequestId(request),
            "openai/gpt-4o-mini",
            "{\"verdict\":\"pass\",\"findings\":[]}",
            Money.ofMicros(1_700, "EUR")));
  }

  @Test
  void an_answer_that_was_paid_for_before_a_stop_becomes_the_verdict_and_nobody_is_asked_again() {
    Escalation escalation = cutShort();
    answered(escalation.id());

    startAgain();

    VerdictMessage verdict = verdictOn(escalation);
    assertThat(verdict.verdict()).isEqualTo(new Verdict.Pass());
    assertThat(verdict.answeredBy()).isEqualTo(VerdictMessage.AnsweredBy.PROVIDER);
    assertThat(verdict.model()).isEqualTo("openai/gpt-4o-mini");
    assertThat(verdict.costMicros()).isEqualTo(1_700);
    assertThat(gateway.requests).hasSize(1);
  }

  @Test
  void an_answer_is_found_behind_a_second_stop_too() {
    Escalation escalation = cutShort();
    books.put(escalation.id(), new Past.Unknown());
    gateway.answer = request -> FakeGateway.failed(request, Failure.Kind.CANCELLED);
    startAgain();
    await().until(() -> gateway.requests.size() == 2);
    ingest.close();
    answered(escalation.id());
    gateway.answer = FakeGateway::pass;

    startAgain();

    assertThat(verdictOn(escalation).costMicros()).isEqualTo(1_700);
    assertThat(gateway.requests).hasSize(2);
  }

  @Test
  void what_was_under_way_in_a_stop_is_asked_again_where_the_plant_wants_it() {
    Escalation escalation = cutShort();
    books.put(escalation.id(), new Past.Unknown());

    startAgain();

    assertThat(verdictOn(escalation).verdict()).isEqualTo(new Verdict.Pass());
    assertThat(gateway.requests).hasSize(2);
  }

  @Test
  void what_was_under_way_in_a_stop_is_inconclusive_where_nobody_may_be_asked_twice() {
    Escalation escalation = cutShort();
    books.put(escalation.id(), new Past.Unknown());
    mayAskAgain = false;

    startAgain();

    assertThat(((Verdict.Inconclusive) verdictOn(escalation).verdict()).reason())
        .isEqualTo(Reason.OUTCOME_UNKNOWN);
    assertThat(gateway.requests).hasSize(1);
  }

  @Test
  void while_no_provider_answers_the_station_is_told_so_and_gets_the_answer_later() {
    gateway.answer = request -> FakeGateway.failed(request, Failure.Kind.PROVIDER_UNREACHABLE);
    Escalation escalation = escalation();
    link.deliver(FRAME, escalation);
    VerdictMessage provisional =
        await()
            .until(() -> link.verdicts().stream().findFirst(), Optional::isPresent)
            .orElseThrow();
    assertThat(provisional.provisional()).isTrue();
    assertThat(((Verdict.Inconclusive) provisional.verdict()).reason())
        .isEqualTo(Reason.PROVIDER_UNREACHABLE);

    gateway.answer = FakeGateway::pass;

    await()
        .untilAsserted(
            () ->
                assertThat(ingest.verdictOn(escalation.id()).orElseThrow().provisional())
                    .isFalse());
    assertThat(verdictOn(escalation).late()).isTrue();
  }

  @Test
  void an_answer_under_way_at_the_deadline_becomes_the_late_verdict_and_is_asked_for_once() {
    CountDownLatch slow = new CountDownLatch(1);
    gateway.answer =
        request -> {
          try {
            slow.await();
          } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
          }
          return FakeGateway.pass(request);
        };
    Escalation escalation = escalation(300);

    link.deliver(FRAME, escalation);
    long due = System.nanoTime() + Duration.ofMillis(300).toNanos();

    await().until(() -> link.verdicts().size() == 1);
    VerdictMessage notYet = link.verdicts().getFirst();
    assertThat(notYet.provisional()).isTrue();
    assertThat(((Verdict.Inconclusive) notYet.verdict()).reason()).isEqualTo(Reason.DEADLINE);
    assertThat(gateway.requests.getFirst().deadline().orElseThrow().grace())
        .isEqualTo(Duration.ofSeconds(30));

    // The station is told some milliseconds before its deadline; late is what comes after it.
    await().until(() -> System.nanoTime() > due);
    slow.countDown();

    VerdictMessage last = verdictOn(escalation);
    assertThat(last.verdict()).isEqualTo(new Verdict.Pass());
    assertThat(last.late()).isTrue();
    assertThat(gateway.requests).hasSize(1);
  }

  @Test
  void a_message_the_hub_fails_on_is_acknowledged_and_the_station_asked_to_send_it_again() {
    ingest.close();
    AtomicInteger calls = new AtomicInteger();
    ingest =
        ingest(
            new Faults() {
              @Override
              public void beforeCommit(UUID id) {
                if (calls.incrementAndGet() == 1) {
                  throw new IllegalStateException("a bug");
                }
              }
            });
    ingest.start();
    Escalation escalation = escalation();

    assertThat(link.deliver(FRAME, escalation)).isTrue();

    assertThat(((Receipt.Deferred) link.receipts().getFirst().outcome()).code())
        .isEqualTo("hub_error");
    link.deliver(FRAME, escalation);
    assertThat(verdictOn(escalation).verdict()).isEqualTo(new Verdict.Pass());
  }

  @Test
  void a_broken_evidence_file_does_not_stop_the_messages_behind_it() {
    evidence.close();

    assertThat(link.deliver(FRAME.text(), new byte[] {1, 2, 3}, Optional.empty())).isTrue();
    assertThat(link.deliver(FRAME, escalation())).isTrue();

    assertThat(((Receipt.Deferred) link.receipts().getFirst().outcome()).code())
        .isIn("store_unavailable", "hub_error");
  }

  @Test
  void spent_money_is_said_and_the_escalation_waits_for_the_next_window_or_a_raised_cap() {
    var answer = gateway.answer;
    Money limit = Money.parse("1", "EUR");
    gateway.answer =
        request ->
            FakeGateway.refused(
                request,
                new Refusal.Budget(
                    "line/line-1 day",
                    limit,
                    limit,
                    Money.zero(limit.currency()),
                    Optional.of(Instant.now().plusSeconds(3_600)),
                    "spent"));
    Escalation escalation = escalation();

    link.deliver(FRAME, escalation);

    await().until(() -> link.verdicts().size() == 1);
    assertThat(((Verdict.Inconclusive) link.verdicts().getFirst().verdict()).reason())
        .isEqualTo(Reason.BUDGET);
    assertThat(ingest.open().waiting()).isEqualTo(1);

    gateway.answer = answer;
    ingest.moneyAgain();

    await().until(() -> link.verdicts().getLast().verdict() instanceof Verdict.Pass);
  }

  @Test
  void a_verdict_is_sent_again_until_confirmed() {
    Escalation escalation = escalation();
    link.deliver(FRAME, escalation);
    await().until(() -> link.verdicts().size() >= 2);

    link.deliver(
        new Topic.Up(STATION, Topic.UpChannel.CONFIRM), new Confirmation(escalation.id(), false));

    assertThat(ingest.open().unconfirmed()).isZero();
  }

  @Test
  void a_batch_of_local_decisions_is_receipted_under_its_own_id_and_kept_once() {
    Meta batch =
        new Meta(
            ids.next(),
            STATION,
            new Stamp(UUID.randomUUID(), Instant.EPOCH, 0),
            List.of(new Meta.Skipped(Instant.EPOCH, "folder", "torn")));
    Topic topic = new Topic.Up(STATION, Topic.UpChannel.META);

    link.deliver(topic, batch);
    link.deliver(topic, batch);

    assertThat(link.receipts())
        .containsExactly(
            new Receipt(batch.id(), new Receipt.Stored(false)),
            new Receipt(batch.id(), new Receipt.Stored(true)));
  }

  @Test
  void a_picture_that_is_not_the_one_hashed_is_refused_and_kept_in_quarantine() {
    Escalation good = escalation();
    Image lie = new Image("image/jpeg", good.image().crop(), "0".repeat(64), good.image().bytes());
    Escalation bad =
        new Escalation(
            good.id(),
            STATION,
            1,
            good.captured(),
            5_000,
            Lane.LIVE,
            "p",
            "v",
            "w",
            good.model(),
            good.regions(),
            lie);

    link.deliver(FRAME, bad);

    assertThat(((Receipt.Refused) link.receipts().getFirst().outcome()).code())
        .isEqualTo("image_hash");
    assertThat(new EvidenceStore(evidence, Clock.systemUTC()).quarantined()).isEqualTo(1);
  }

  @Test
  void a_body_of_another_station_and_a_foreign_response_topic_are_refused() {
    StationId other = StationId.parse("plant-1/line-1/cam-2");
    link.deliver(Topic.frames(other, Lane.LIVE), escalation());
    link.deliver(
        FRAME.text(),
        new WireCodec().encode(escalation()),
        Optional.of("andon/v1/plant-1/line-1/cam-2/down/receipt"));

    assertThat(link.receipts())
        .extracting(r -> ((Receipt.Refused) r.outcome()).code())
        .containsExactly("station_mismatch", "response_topic");
    assertThat(ingest.escalationsByState()).isEmpty();
  }

  @Test
  void garbage_is_acknowledged_counted_and_kept() {
    boolean acknowledged = link.deliver(FRAME.text(), new byte[] {1, 2, 3}, Optional.empty());

    assertThat(acknowledged).isTrue();
    assertThat(new EvidenceStore(evidence, Clock.systemUTC()).quarantined()).isEqualTo(1);
  }
}
