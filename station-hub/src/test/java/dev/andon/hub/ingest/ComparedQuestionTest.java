package dev.andon.hub.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.hub.account.Roster;
import dev.andon.hub.billing.Past;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.ingest.station.InflowConfig;
import dev.andon.hub.request.Failure;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import dev.andon.hub.time.SteadyClock;
import dev.andon.hub.time.Ticker;
import dev.andon.wire.Box;
import dev.andon.wire.Comparison;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Receipt;
import dev.andon.wire.Region;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import dev.andon.wire.Topic;
import dev.andon.wire.UuidV7;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A good part beside the doubtful one, from the station's message to the request. */
final class ComparedQuestionTest {
  private static final StationId STATION = StationId.parse("plant-1/line-1/cam-1");
  private static final Topic FRAME = Topic.frames(STATION, Lane.LIVE);
  private static final Box CROP = new Box(100, 200, 300, 400);

  @TempDir Path folder;
  private final FakeLink link = new FakeLink();
  private final FakeGateway gateway = new FakeGateway();
  private final Random random = new Random(7);
  private final UuidV7 ids = new UuidV7(Clock.systemUTC(), random);
  private Store money;
  private Store pictures;
  private @Nullable Ingest ingest;

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
  }

  @AfterEach
  void close() {
    stop();
    money.close();
    pictures.close();
  }

  private void start(boolean comparison) {
    link.connected = true;
    IngestConfig config = config(comparison);
    Ingest started =
        new Ingest(
            new IngestSettings(
                "plant-1",
                Currency.getInstance("EUR"),
                config,
                1 << 20,
                Roster.open("plant-1"),
                InflowConfig.DEFAULT),
            money,
            evidence(),
            gateway,
            request -> new Past.Nothing(),
            link,
            new IngestPlatform(
                new SteadyClock(Clock.systemUTC(), Ticker.system()),
                random,
                new SimpleMeterRegistry(),
                Faults.NONE,
                alert -> {}));
    started.start();
    ingest = started;
  }

  private void stop() {
    Ingest running = ingest;
    if (running != null) {
      running.close();
    }
  }

  private static IngestConfig config(boolean comparison) {
    IngestConfig plain = IngestConfig.of("judges");
    return new IngestConfig(
        plain.model(),
        plain.liveConcurrency(),
        plain.replayConcurrency(),
        plain.replayPerSecond(),
        plain.probeEvery(),
        plain.answerMargin(),
        plain.lateAnswer(),
        plain.replayDeadline(),
        plain.keepUnanswered(),
        plain.keepUnconfirmed(),
        plain.keepEvidence(),
        plain.maxEvidence(),
        plain.onBudget(),
        plain.maxPaidRuns(),
        plain.prompts(),
        Optional.of(comparison));
  }

  private EvidenceStore evidence() {
    return new EvidenceStore(pictures, Clock.systemUTC());
  }

  private Escalation escalation(Comparison comparison) {
    return new Escalation(
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
            Image.of("image/png", CROP, Drawn.picture("png", 200, 200, 5)))
        .with(comparison);
  }

  private GatewayRequest asked(Escalation escalation) {
    link.deliver(FRAME, escalation);
    return await()
        .until(
            () ->
                gateway.requests.stream()
                    .filter(request -> request.id().uuid().equals(escalation.id()))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static byte[] bytes(Part part) {
    return ((ImageBytes.Raw) ((Part.InlineImage) part).image()).slice().toByteArray();
  }

  private static String text(Part part) {
    return ((Part.Text) part).text();
  }

  @Test
  void where_the_plant_wants_it_the_good_part_goes_behind_the_question_with_words() {
    start(true);
    Comparison.Shown good = Drawn.comparison(CROP, 9);
    GatewayRequest request = asked(escalation(good));

    List<Part> parts = ((Chat) request.shown()).messages().getLast().parts();
    assertThat(parts).hasSize(4);
    assertThat(text(parts.get(0))).startsWith("Picture of 200 x 200 pixels.");
    assertThat(bytes(parts.get(1))).isEqualTo(Drawn.picture("png", 200, 200, 5));
    assertThat(text(parts.get(2)))
        .contains(
            "The second picture is for comparison",
            "left half shows the same place of a good part",
            "A mark is a hint and no proof",
            "light, position",
            "boxes are about the first picture alone")
        .doesNotContain("  ");
    assertThat(bytes(parts.get(3))).isEqualTo(good.picture().bytes());
    assertThat(request.bodyBytes())
        .isEqualTo(bytes(parts.get(1)).length + (long) bytes(parts.get(3)).length);
  }

  @Test
  void a_good_part_of_the_whole_view_says_where_the_first_picture_was_cut_from() {
    start(true);
    GatewayRequest request = asked(escalation(Drawn.comparison(new Box(0, 0, 1000, 800), 9)));
    assertThat(text(request.aside().getFirst()))
        .contains("that part may lie otherwise")
        .contains("from 10 to 30 % of the half's width and from 25 to 50 % of its height");
  }

  @Test
  void by_default_it_is_kept_for_people_and_no_model_is_shown_it() {
    start(IngestConfig.of("judges").compares());
    Escalation escalation = escalation(Drawn.comparison(CROP, 9));
    GatewayRequest request = asked(escalation);
    assertThat(request.aside()).isEmpty();
    assertThat(request.shown()).isSameAs(request.content());
    assertThat(evidence().find(escalation.id()).orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(escalation);
  }

  @Test
  void a_station_without_golden_frames_is_asked_about_as_before() {
    start(true);
    assertThat(asked(escalation(Comparison.NONE)).aside()).isEmpty();
  }

  @Test
  void the_question_itself_is_the_same_with_and_without() {
    Escalation alone = escalation(Comparison.NONE);
    Escalation compared = alone.with(Drawn.comparison(CROP, 9));
    start(true);
    GatewayRequest first = asked(alone);
    gateway.requests.clear();
    stop();
    Escalation again = again(compared);
    start(true);
    GatewayRequest second = asked(again);
    assertThat(second.aside()).isNotEmpty();
    assertThat(second.namespace()).isEqualTo(first.namespace());
    assertThat(((Chat) second.content()).messages().getFirst())
        .isEqualTo(((Chat) first.content()).messages().getFirst());
    assertThat(text(((Chat) second.content()).messages().getLast().parts().getFirst()))
        .isEqualTo(text(((Chat) first.content()).messages().getLast().parts().getFirst()));
    assertThat(((Chat) second.content()).messages().getLast().parts()).hasSize(2);
  }

  private Escalation again(Escalation of) {
    return new Escalation(
            ids.next(),
            of.station(),
            2,
            of.captured(),
            of.deadlineRemainingMs(),
            of.lane(),
            of.partId(),
            of.variant(),
            of.view(),
            of.model(),
            of.regions(),
            of.image())
        .with(of.comparison());
  }

  @Test
  void a_repeat_is_paid_once_whatever_stands_beside_it_now() {
    start(true);
    Escalation escalation = escalation(Drawn.comparison(CROP, 9));
    asked(escalation);
    await().until(() -> link.verdicts().stream().anyMatch(v -> !v.provisional()));

    for (Comparison other : List.of(Comparison.NONE, Drawn.comparison(CROP, 10))) {
      link.deliver(
          Topic.frames(STATION, Lane.REPLAY), escalation.with(other).sentIn(Lane.REPLAY, 0));
      assertThat(link.receipts().getLast())
          .isEqualTo(new Receipt(escalation.id(), new Receipt.Stored(true)));
    }
    assertThat(gateway.requests).hasSize(1);
  }

  @Test
  void after_a_start_the_same_good_part_is_shown_again() {
    gateway.answer = request -> FakeGateway.failed(request, Failure.Kind.CANCELLED);
    start(true);
    GatewayRequest before = asked(escalation(Drawn.comparison(CROP, 9)));
    stop();
    gateway.requests.clear();
    gateway.answer = FakeGateway::pass;
    start(true);
    await().until(() -> !gateway.requests.isEmpty());
    assertThat(bytes(gateway.requests.getFirst().aside().getLast()))
        .isEqualTo(bytes(before.aside().getLast()));
  }

  @Test
  void a_good_part_that_is_no_longer_kept_leaves_the_question_without() {
    start(true);
    Escalation escalation = escalation(Drawn.comparison(CROP, 9));
    asked(escalation);
    String hash = ((Comparison.Shown) escalation.comparison()).picture().sha256();
    pictures.write(tx -> tx.update("DELETE FROM picture WHERE sha256 = ?", hash));
    assertThat(evidence().find(escalation.id()).orElseThrow().comparison())
        .isEqualTo(Comparison.NONE);
    assertThat(evidence().form(escalation.id()).orElseThrow().comparison())
        .isInstanceOf(Comparison.Shown.class);
  }

  @Test
  void the_sample_that_prices_are_told_for_is_worded_like_a_real_question() {
    start(true);
    Chat real = (Chat) asked(escalation(Drawn.comparison(CROP, 9))).shown();
    SampleQuestion sample = SampleQuestion.of(config(true));
    assertThat(text(sample.compared().messages().getLast().parts().get(2)))
        .isEqualTo(text(real.messages().getLast().parts().get(2)));
    assertThat(sample.alone().model()).isEqualTo(new ModelName("judges"));
  }
}
