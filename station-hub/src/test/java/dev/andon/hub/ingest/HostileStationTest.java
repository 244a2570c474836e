package dev.andon.hub.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.hub.account.Roster;
import dev.andon.hub.alert.Alert;
import dev.andon.hub.billing.Past;
import dev.andon.hub.ingest.station.InflowConfig;
import dev.andon.hub.request.Caller;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import dev.andon.hub.time.SteadyClock;
import dev.andon.hub.time.Ticker;
import dev.andon.wire.Box;
import dev.andon.wire.Comparison;
import dev.andon.wire.Confirmation;
import dev.andon.wire.Escalation;
import dev.andon.wire.Health;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.Meta;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.NotKnown;
import dev.andon.wire.Receipt;
import dev.andon.wire.Region;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import dev.andon.wire.StationState;
import dev.andon.wire.Topic;
import dev.andon.wire.Topic.UpChannel;
import dev.andon.wire.UuidV7;
import dev.andon.wire.WireCodec;
import dev.andon.wire.WireMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.cbor.CBORMapper;

/** A station with valid credentials of its own can touch nothing of another's. */
final class HostileStationTest {
  private static final StationId HONEST = StationId.parse("plant-1/line-1/st-00");
  private static final StationId NAMESAKE = StationId.parse("plant-1/line-9/st-00");
  private static final StationId HOSTILE = StationId.parse("plant-1/line-1/st-66");
  private static final StationId MADE_UP = StationId.parse("plant-1/line-1/st-99");
  private static final List<Meta.Event> EVENTS =
      List.of(new Meta.Skipped(Instant.EPOCH, "frames/1.jpg", "torn"));
  private static final ModelVersion MODEL = new ModelVersion("student", "1", "andon-pre-1");

  @TempDir Path folder;
  private final FakeLink link = new FakeLink();
  private final FakeGateway gateway = new FakeGateway();
  private final WireCodec codec = new WireCodec();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Alert> alerts = new CopyOnWriteArrayList<>();
  private final Random random = new Random(7);
  private final UuidV7 ids = new UuidV7(Clock.systemUTC(), random);
  private Store money;
  private Store pictures;
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
    Roster roster =
        new Roster("plant-1", Set.of(), List.of(named(HONEST), named(NAMESAKE), named(HOSTILE)));
    ingest =
        new Ingest(
            new IngestSettings(
                "plant-1",
                Currency.getInstance("EUR"),
                IngestConfig.of("judges"),
                1 << 20,
                roster,
                InflowConfig.DEFAULT),
            money,
            new EvidenceStore(pictures, Clock.systemUTC()),
            gateway,
            request -> new Past.Nothing(),
            link,
            new IngestPlatform(
                new SteadyClock(Clock.systemUTC(), Ticker.system()),
                random,
                meters,
                Faults.NONE,
                alerts::add));
    ingest.start();
  }

  @AfterEach
  void close() {
    ingest.close();
    money.close();
    pictures.close();
  }

  private static Roster.Named named(StationId station) {
    return new Roster.Named(Optional.of(station.line()), station.station());
  }

  private Escalation escalation(StationId station, UUID id) {
    byte[] bytes = new byte[2_000];
    random.nextBytes(bytes);
    return new Escalation(
        id,
        station,
        1,
        stamp(new UUID(1, 1)),
        5_000,
        Lane.LIVE,
        "part-1",
        "bracket",
        "top",
        MODEL,
        List.of(new Region(3, new Box(110, 210, 150, 250), List.of(), new float[0])),
        Image.of("image/jpeg", new Box(100, 200, 300, 400), bytes));
  }

  private static Stamp stamp(UUID boot) {
    return new Stamp(boot, Instant.EPOCH, 0);
  }

  private void say(StationId on, UpChannel channel, WireMessage message, UUID about) {
    link.deliver(
        new Topic.Up(on, channel).text(),
        codec.encode(message),
        Optional.empty(),
        Optional.of(about));
  }

  private UUID judgedFor(StationId station) {
    Escalation escalation = escalation(station, ids.next());
    say(station, UpChannel.FRAME, escalation, escalation.id());
    await()
        .until(
            () ->
                link.verdicts().stream()
                    .anyMatch(v -> v.escalationId().equals(escalation.id()) && !v.provisional()));
    return escalation.id();
  }

  private long picturesKept() {
    return pictures.read(tx -> tx.number("SELECT COUNT(*) FROM picture"));
  }

  private long rowsQuarantined() {
    return pictures.read(tx -> tx.number("SELECT COUNT(*) FROM quarantined_message"));
  }

  private long bytesQuarantined() {
    return pictures.read(tx -> tx.number("SELECT SUM(LENGTH(payload)) FROM quarantined_message"));
  }

  private double counted(String name, String tag, String value) {
    return meters.find(name).tag(tag, value).counters().stream().mapToDouble(c -> c.count()).sum();
  }

  @Test
  void a_station_that_is_not_in_the_configuration_is_not_served_and_told_what_to_add() {
    Escalation escalation = escalation(MADE_UP, ids.next());
    say(MADE_UP, UpChannel.FRAME, escalation, escalation.id());

    Receipt receipt = link.receipts().getFirst();
    assertThat(receipt.escalationId()).isEqualTo(escalation.id());
    Receipt.Deferred later = (Receipt.Deferred) receipt.outcome();
    assertThat(later.code()).isEqualTo("unknown_station");
    assertThat(later.message())
        .isEqualTo(
            "station line-1/st-99 is not in hub.yaml; add - {id: st-99, line: line-1} under stations");
    assertThat(counted("andon.ingest.turned.away", "reason", "unknown_station")).isEqualTo(1);
    assertThat(picturesKept()).isZero();
    assertThat(ingest.escalationsByState()).isEmpty();
    assertThat(gateway.requests).isEmpty();
  }

  @Test
  void its_frames_are_served_once_somebody_adds_it() {
    Escalation escalation = escalation(MADE_UP, ids.next());
    say(MADE_UP, UpChannel.FRAME, escalation, escalation.id());
    ingest.admit(new Roster("plant-1", Set.of(), List.of(named(HONEST), named(MADE_UP))));

    say(MADE_UP, UpChannel.REPLAY, escalation, escalation.id());

    assertThat(link.receipts().getLast().outcome()).isEqualTo(new Receipt.Stored(false));
  }

  @Test
  void a_made_up_line_or_plant_in_the_topic_is_not_served_either() {
    for (String name : List.of("plant-1/line-7/st-66", "plant-2/line-1/st-66")) {
      StationId elsewhere = StationId.parse(name);
      Escalation escalation = escalation(elsewhere, ids.next());
      say(elsewhere, UpChannel.FRAME, escalation, escalation.id());
    }
    assertThat(link.receipts())
        .extracting(r -> ((Receipt.Deferred) r.outcome()).code())
        .containsExactly("unknown_station", "unknown_station");
    assertThat(picturesKept()).isZero();
  }

  @Test
  void two_stations_of_one_name_on_two_lines_are_charged_to_accounts_of_their_own() {
    judgedFor(HONEST);
    judgedFor(NAMESAKE);
    judgedFor(HOSTILE);
    assertThat(gateway.requests)
        .extracting(request -> ((Caller.Station) request.caller()).account())
        .containsExactly("line-1/st-00", "line-9/st-00", "st-66");
  }

  @Test
  void an_envelope_that_names_another_station_is_refused_and_its_picture_not_kept() {
    Escalation escalation = escalation(HONEST, ids.next());
    say(HOSTILE, UpChannel.FRAME, escalation, escalation.id());
    say(
        HOSTILE,
        UpChannel.META,
        new Meta(ids.next(), HONEST, stamp(new UUID(1, 1)), EVENTS),
        new UUID(0, 1));
    say(HOSTILE, UpChannel.HEALTH, health(HONEST, new UUID(6, 6)), new UUID(0, 1));
    link.deliver(
        new Topic.State(HOSTILE), new StationState(HONEST, false, new UUID(6, 6), Instant.EPOCH));

    assertThat(counted("andon.ingest.refused", "code", "station_mismatch")).isEqualTo(4);
    assertThat(ingest.stations()).noneMatch(seen -> seen.station().equals(HONEST));
    assertThat(picturesKept()).isZero();
    assertThat(bytesQuarantined()).isZero();
  }

  @Test
  void a_foreign_escalation_id_is_refused_and_leaves_no_picture() {
    UUID theirs = judgedFor(HONEST);
    long before = picturesKept();

    say(HOSTILE, UpChannel.FRAME, escalation(HOSTILE, theirs), theirs);

    assertThat(link.receipts().getLast().outcome())
        .isInstanceOfSatisfying(
            Receipt.Refused.class, refused -> assertThat(refused.code()).isEqualTo("foreign_id"));
    assertThat(picturesKept()).isEqualTo(before);
    assertThat(bytesQuarantined()).isZero();
  }

  @Test
  void a_batch_under_a_foreign_id_is_refused_and_the_owners_own_is_not_taken_for_a_repeat() {
    UUID batch = ids.next();
    say(HONEST, UpChannel.META, new Meta(batch, HONEST, stamp(batch), EVENTS), batch);
    say(HOSTILE, UpChannel.META, new Meta(batch, HOSTILE, stamp(batch), EVENTS), batch);
    say(HONEST, UpChannel.META, new Meta(batch, HONEST, stamp(batch), EVENTS), batch);
    assertThat(link.receipts())
        .extracting(Receipt::outcome)
        .containsExactly(
            new Receipt.Stored(false),
            new Receipt.Refused("foreign_id", "the id belongs to a batch of another station"),
            new Receipt.Stored(true));
  }

  @Test
  void confirmations_and_denials_of_others_verdicts_change_nothing() {
    UUID theirs = judgedFor(HONEST);
    say(HOSTILE, UpChannel.CONFIRM, new Confirmation(theirs, false), theirs);
    say(HOSTILE, UpChannel.CONFIRM, new NotKnown(theirs, false), theirs);
    assertThat(ingest.open().unconfirmed()).isEqualTo(1);

    say(HONEST, UpChannel.CONFIRM, new Confirmation(theirs, false), theirs);
    assertThat(ingest.open().unconfirmed()).isZero();
  }

  @Test
  void a_verdict_that_one_of_two_namesakes_did_not_ask_for_still_reaches_the_other() {
    UUID id = judgedFor(HONEST);
    say(HONEST, UpChannel.CONFIRM, new NotKnown(id, false), id);
    assertThat(ingest.open().unconfirmed()).isEqualTo(1);
    assertThat(meters.counter("andon.ingest.verdicts.not.known").count()).isEqualTo(1);
    await()
        .until(() -> link.verdicts().stream().filter(v -> v.escalationId().equals(id)).count() > 1);
  }

  @Test
  void a_response_topic_outside_its_own_prefix_is_refused() {
    for (String back :
        List.of(
            "andon/v1/plant-1/line-1/st-00/down/receipt",
            "andon/v1/plant-1/line-1/st-666/x",
            "andon/v1/plant-1/line-1/",
            "#")) {
      Escalation escalation = escalation(HOSTILE, ids.next());
      link.deliver(
          new Topic.Up(HOSTILE, UpChannel.FRAME).text(),
          codec.encode(escalation),
          Optional.of(back),
          Optional.of(escalation.id()));
    }
    assertThat(counted("andon.ingest.refused", "code", "response_topic")).isEqualTo(4);
    assertThat(picturesKept()).isZero();
    assertThat(link.sent).allMatch(sent -> sent.topic().contains("/st-66/down/"));
  }

  @Test
  void a_comparison_that_is_none_takes_nothing_from_its_escalation_and_is_not_kept() {
    List<Comparison> hostile =
        List.of(
            new Comparison.Shown(Image.of("image/jpeg", new Box(0, 0, 9, 9), new byte[200_000])),
            new Comparison.Shown(
                Image.of("image/png", new Box(0, 0, 9, 9), Drawn.picture("png", 2_000, 20, 1))),
            new Comparison.Shown(
                new Image(
                    "image/png",
                    new Box(0, 0, 9, 9),
                    Image.hash(new byte[1]),
                    Drawn.picture("png", 20, 20, 1))));
    for (Comparison comparison : hostile) {
      Escalation escalation = escalation(HOSTILE, ids.next()).with(comparison);
      say(HOSTILE, UpChannel.FRAME, escalation, escalation.id());
      assertThat(link.receipts().getLast())
          .isEqualTo(new Receipt(escalation.id(), new Receipt.Stored(false)));
    }
    await().until(() -> gateway.requests.size() == hostile.size());

    assertThat(picturesKept()).as("the doubtful ones alone").isEqualTo(hostile.size());
    assertThat(gateway.requests).allMatch(request -> request.aside().isEmpty());
    assertThat(counted("andon.ingest.comparisons.dropped", "code", "no_picture")).isEqualTo(1);
    assertThat(counted("andon.ingest.comparisons.dropped", "code", "too_large")).isEqualTo(1);
    assertThat(counted("andon.ingest.comparisons.dropped", "code", "image_hash")).isEqualTo(1);
    assertThat(rowsQuarantined()).isZero();
  }

  @Test
  void garbage_in_a_comparisons_place_is_passed_over_and_the_escalation_judged() {
    CBORMapper cbor = new CBORMapper();
    for (Object garbage : List.of(7, "text", new byte[300_000], List.of(1, 2), Map.of("x", 1))) {
      Escalation escalation = escalation(HOSTILE, ids.next());
      ObjectNode message = (ObjectNode) cbor.readTree(codec.encode(escalation));
      ((ObjectNode) message.get("body")).putPOJO("comparison", garbage);
      link.deliver(
          new Topic.Up(HOSTILE, UpChannel.FRAME).text(),
          cbor.writeValueAsBytes(message),
          Optional.empty(),
          Optional.of(escalation.id()));
      assertThat(link.receipts().getLast())
          .isEqualTo(new Receipt(escalation.id(), new Receipt.Stored(false)));
    }
    await().until(() -> gateway.requests.size() == 5);
    assertThat(counted("andon.ingest.comparisons.dropped", "code", "unreadable")).isEqualTo(5);
  }

  @Test
  void two_processes_under_one_name_raise_one_alert_and_stand_on_the_page() {
    for (int i = 0; i < 4; i++) {
      say(HONEST, UpChannel.HEALTH, health(HONEST, new UUID(1, 1)), new UUID(0, 1));
      say(HONEST, UpChannel.HEALTH, health(HONEST, new UUID(2, 2)), new UUID(0, 1));
    }
    assertThat(alerts).hasSize(1);
    assertThat(alerts.getFirst().kind()).isEqualTo(Alert.Kind.TWO_STATIONS);
    assertThat(alerts.getFirst().message())
        .contains("two processes use the name of station plant-1/line-1/st-00");
    assertThat(ingest.stations()).filteredOn(Ingest.StationView::twins).hasSize(1);
  }

  @Test
  void restarts_and_a_late_pulse_of_the_start_before_are_no_second_process() {
    for (int boot = 1; boot < 20; boot++) {
      say(HONEST, UpChannel.HEALTH, health(HONEST, new UUID(0, boot)), new UUID(0, 1));
    }
    say(HONEST, UpChannel.HEALTH, health(HONEST, new UUID(0, 18)), new UUID(0, 1));
    say(HONEST, UpChannel.HEALTH, health(HONEST, new UUID(0, 19)), new UUID(0, 1));
    link.deliver(
        new Topic.State(HONEST), new StationState(HONEST, false, new UUID(0, 18), Instant.EPOCH));
    assertThat(alerts).isEmpty();
  }

  @Test
  void a_flood_of_garbage_writes_ten_lines_and_ten_rows_a_minute_and_slows_nobody() {
    List<String> lines = new ArrayList<>();
    Handler recorder =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger("dev.andon.hub.ingest");
    log.addHandler(recorder);
    try {
      byte[] garbage = new byte[50_000];
      random.nextBytes(garbage);
      for (int i = 0; i < 5_000; i++) {
        link.deliver(new Topic.Up(HOSTILE, UpChannel.FRAME).text(), garbage, Optional.empty());
      }
      judgedFor(HONEST);
    } finally {
      log.removeHandler(recorder);
    }
    assertThat(counted("andon.ingest.turned.away", "reason", "too_fast")).isGreaterThan(1_000);
    assertThat(lines).hasSizeLessThanOrEqualTo(10);
    assertThat(rowsQuarantined()).isLessThanOrEqualTo(10);
    assertThat(bytesQuarantined()).isLessThanOrEqualTo(10 * 4_096);
  }

  private static Health health(StationId station, UUID boot) {
    return new Health(
        station, stamp(boot), "0.1.0", MODEL, 1, 0, 0, 1 << 20, List.of(), Optional.empty());
  }
}
