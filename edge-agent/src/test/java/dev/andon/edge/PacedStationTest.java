package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.broker.EmbeddedBroker;
import dev.andon.edge.actuation.LineCommand;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.escalation.EscalationSettings;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.Triager;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.wire.Box;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Receipt;
import dev.andon.wire.Region;
import dev.andon.wire.StationAllowance;
import dev.andon.wire.StationAllowance.Limited;
import dev.andon.wire.StationAllowance.Unlimited;
import dev.andon.wire.StationId;
import dev.andon.wire.Topic.DownChannel;
import dev.andon.wire.WireCodec;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A station spends what its hub's budget still pays for, and believes nobody else about it. */
@Tag("slow")
final class PacedStationTest {
  private static final StationId STATION = StationId.parse("bologna/line-1/st-07");
  private static EmbeddedBroker broker;

  private final Journal journal = new Journal();
  private final Semaphore permits = new Semaphore(0);
  private @TempDir Path folder;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.startOnLoopback();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private EdgeAgent start() {
    return EdgeAgent.start(
        AgentSettings.of(
                STATION,
                broker.uri(),
                folder.resolve("outbox.db"),
                HubKeys.of(FakeHub.key(STATION)))
            .withUplink(Stations.BRISK)
            .withWeb(new AgentSettings.Web("127.0.0.1", 0))
            .withEscalation(
                new EscalationSettings(
                    Duration.ofSeconds(50), 4, 85, 1 << 20, 100_000, Duration.ZERO)),
        Stations.onceAllowed(permits, Stations.frames(500, 0)),
        suspicious(),
        StationPlatform.real(List.of(new LogOutput()), journal));
  }

  /** Every frame is doubtful; the seventh of each ten by rule and not by degree. */
  private static Triager suspicious() {
    return new Triager() {
      @Override
      public Triage triage(Frame frame) {
        long position = frame.cursor().position();
        List<Region> regions =
            List.of(
                new Region(
                    0,
                    new Box(8, 8, 24, 24),
                    List.of(new Region.Score("scratch", 0.55f)),
                    new float[0]));
        return position % 10 == 7
            ? new Triage.Unsure(regions)
            : new Triage.Unsure(
                regions, Optional.empty(), OptionalDouble.of(position % 2 == 0 ? 0.3 : 0.8));
      }

      @Override
      public ModelVersion model() {
        return new ModelVersion("fake", "1", "andon-pre-1");
      }

      @Override
      public void close() {}
    };
  }

  private static StationAllowance says(long number, long escalations) {
    return new StationAllowance(
        number,
        Instant.now(),
        new Limited(
            "line/line-1 shift EUR", 7_200_000, escalations * 1_000, "EUR", 1_000, escalations));
  }

  private static void hears(EdgeAgent agent, String words) {
    await()
        .untilAsserted(
            () -> assertThat(agent.state().standing()).anyMatch(line -> line.contains(words)));
  }

  private static long count(EdgeAgent agent, Name name) {
    return agent.state().counters().of(name);
  }

  private void frames(EdgeAgent agent, int more) {
    long before = count(agent, Name.FRAMES);
    permits.release(more);
    await().until(() -> count(agent, Name.FRAMES) >= before + more - (more + 9) / 10);
  }

  @Test
  void where_no_money_is_left_the_stations_own_rule_decides_and_it_is_counted_by_its_reason()
      throws Exception {
    try (FakeHub hub = new FakeHub(broker.uri());
        EdgeAgent agent = start()) {
      hub.allow(STATION, says(10, 0));
      hears(agent, "pace: 0 escalations are left for");

      frames(agent, 20);

      assertThat(count(agent, Name.PACED)).isEqualTo(16);
      assertThat(count(agent, Name.WITHHELD)).isEqualTo(16);
      assertThat(count(agent, Name.ESCALATED)).as("asked about whatever it costs").isEqualTo(2);
      await()
          .untilAsserted(
              () ->
                  assertThat(journal.commands)
                      .filteredOn(command -> command.cause().equals("paced"))
                      .hasSize(16)
                      .extracting(LineCommand::signal)
                      .extracting(signal -> signal.text())
                      .containsOnly("hold"));
      String page = get(agent, "/");
      assertThat(page)
          .contains("left out so that the budget lasts", "pace: 0 escalations", "line/line-1");
      assertThat(get(agent, "/metrics"))
          .contains("andon_edge_paced_total 16.0", "andon_edge_pace_left 0.0");

      hub.allow(STATION, says(11, 10_000_000));
      hears(agent, "pace: 10000000 escalations");
      frames(agent, 10);
      assertThat(count(agent, Name.PACED)).isEqualTo(16);
    }
  }

  private static String get(EdgeAgent agent, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI page = URI.create("http://127.0.0.1:" + agent.webPort().orElseThrow() + path);
      return client
          .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  @Test
  void what_the_hub_did_not_sign_what_is_old_and_what_was_cleared_changes_nothing()
      throws Exception {
    try (FakeHub hub = new FakeHub(broker.uri());
        EdgeAgent agent = start()) {
      hub.allow(STATION, says(100, 0));
      hears(agent, "pace: 0 escalations");

      StationAllowance free = new StationAllowance(200, Instant.now(), new Unlimited());
      hub.publish(STATION, DownChannel.CONFIG, new WireCodec().encode(free));
      hub.allow(STATION, says(99, 500));
      hub.publish(STATION, DownChannel.CONFIG, new byte[0], true);
      await().until(() -> agent.state().untrusted() == 1);
      hub.receipt(STATION, new UUID(0, 1), new Receipt.Stored(false));
      await().until(() -> count(agent, Name.STRANGERS) == 1);

      frames(agent, 10);
      assertThat(count(agent, Name.PACED)).isEqualTo(8);
      assertThat(agent.state().untrusted()).as("a cleared message is no forgery").isEqualTo(1);
      assertThat(count(agent, Name.UNREAD)).isZero();
    }
  }

  @Test
  void a_restarted_station_knows_from_the_broker_what_an_absent_hub_said_and_no_older_word()
      throws Exception {
    try (FakeHub hub = new FakeHub(broker.uri())) {
      hub.allow(STATION, says(1_000, 0));
      try (EdgeAgent agent = start()) {
        hears(agent, "pace: 0 escalations");
      }
    }
    try (EdgeAgent agent = start()) {
      hears(agent, "pace: 0 escalations");
      frames(agent, 10);
      assertThat(count(agent, Name.PACED)).isEqualTo(8);
    }
    try (FakeHub hub = new FakeHub(broker.uri())) {
      hub.allow(STATION, says(999, 500));
      try (EdgeAgent agent = start()) {
        // Not before it listens: the broker has the last run's word that it is there.
        await()
            .until(
                () -> {
                  hub.receipt(STATION, new UUID(0, 1), new Receipt.Stored(false));
                  return count(agent, Name.STRANGERS) > 0;
                });
        assertThat(agent.state().standing()).noneMatch(line -> line.startsWith("pace"));
      }
      hub.publish(STATION, DownChannel.CONFIG, new byte[0], true);
    }
  }

  @Test
  void without_a_word_of_the_hub_everything_doubtful_is_asked_about() throws Exception {
    try (FakeHub hub = new FakeHub(broker.uri());
        EdgeAgent agent = start()) {
      frames(agent, 60);
      assertThat(count(agent, Name.ESCALATED)).isEqualTo(54);
      assertThat(hub.states).isNotEmpty();
    }
  }
}
