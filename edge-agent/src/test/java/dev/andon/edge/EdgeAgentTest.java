package dev.andon.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.andon.broker.EmbeddedBroker;
import dev.andon.edge.actuation.LineSignal;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.escalation.EscalationSettings;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.outbox.OutboxAudit;
import dev.andon.edge.outbox.RowState;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.Triager;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.fixtures.FreePort;
import dev.andon.wire.Comparison;
import dev.andon.wire.Lane;
import dev.andon.wire.Meta;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Receipt;
import dev.andon.wire.StationId;
import dev.andon.wire.StationKey;
import dev.andon.wire.Topic;
import dev.andon.wire.Topic.DownChannel;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EdgeAgentTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static EmbeddedBroker broker;

  private final StationId station =
      new StationId("bologna", "line-1", "st-" + NUMBER.incrementAndGet());
  private final Journal journal = new Journal();
  private @TempDir Path folder;
  private FakeHub hub;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.startOnLoopback();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void startHub() throws Exception {
    hub = new FakeHub(broker.uri());
  }

  @AfterEach
  void stopHub() {
    hub.close();
  }

  /** Verdicts have all the time that a busy machine needs. */
  private AgentSettings settings(String uri) {
    return settings(uri, Duration.ofSeconds(50));
  }

  /** A part without a verdict is decided by the station's own rule soon. */
  private AgentSettings hurried(String uri) {
    return settings(uri, Duration.ofMillis(1_500));
  }

  private AgentSettings settings(String uri, Duration deadline) {
    return AgentSettings.of(
            station, uri, folder.resolve("outbox.db"), HubKeys.of(FakeHub.key(station)))
        .withUplink(Stations.BRISK)
        .withEscalation(new EscalationSettings(deadline, 4, 85, 1 << 20, 10_000, Duration.ZERO));
  }

  private EdgeAgent start(AgentSettings settings, int frames, int doubtEvery) {
    return EdgeAgent.start(
        settings,
        Stations.frames(frames, 2),
        Stations.doubting(doubtEvery),
        StationPlatform.real(List.of(new LogOutput()), journal));
  }

  /** What a triager was told. */
  private record Answer(Verdict verdict, boolean byPerson) {}

  private static void awaitDrained(EdgeAgent agent) {
    await().until(agent::drained);
  }

  @Test
  void every_frame_is_decided_escalated_or_skipped_and_every_escalation_gets_its_verdict() {
    try (EdgeAgent agent = start(settings(broker.uri()), 60, 3)) {
      awaitDrained(agent);

      var counters = agent.state().counters();
      assertThat(counters.of(Name.FRAMES)).isEqualTo(54);
      assertThat(counters.of(Name.SKIPPED)).isEqualTo(6);
      assertThat(counters.of(Name.ESCALATED)).isEqualTo(18);
      assertThat(counters.of(Name.FRAMES))
          .isEqualTo(
              counters.of(Name.CONFIDENT)
                  + counters.of(Name.ESCALATED)
                  + counters.of(Name.WITHHELD)
                  + counters.of(Name.SUPPRESSED));
      assertThat(counters.of(Name.VERDICTS)).isEqualTo(18);
    }
    assertThat(journal.captured).hasSize(54);
    assertThat(journal.verdicts).containsExactlyInAnyOrderElementsOf(journal.escalated);
    assertThat(journal.commands).hasSize(54);
    assertThat(journal.commands).extracting(c -> c.partId()).doesNotHaveDuplicates();
    try (OutboxAudit audit = OutboxAudit.open(folder.resolve("outbox.db"))) {
      assertThat(audit.rows()).allMatch(row -> row.state() == RowState.DONE && !row.pictureKept());
    }
  }

  @Test
  void the_hub_hears_of_local_decisions_and_of_the_station_itself() {
    try (EdgeAgent agent = start(settings(broker.uri()), 20, 100)) {
      awaitDrained(agent);
      await()
          .until(
              () ->
                  hub.batches.stream()
                          .flatMap(batch -> batch.events().stream())
                          .filter(Meta.Decided.class::isInstance)
                          .count()
                      >= 17);
      await().until(() -> hub.pulses.stream().anyMatch(p -> p.station().equals(station)));
      assertThat(hub.states).anyMatch(s -> s.station().equals(station) && s.online());
    }
    await()
        .until(() -> hub.states.stream().anyMatch(s -> s.station().equals(station) && !s.online()));
    assertThat(new HashSet<>(hub.batches)).hasSameSizeAs(hub.batches);
  }

  @Test
  void the_crop_and_its_place_in_the_frame_arrive_intact() {
    try (EdgeAgent agent = start(settings(broker.uri()), 1, 1)) {
      awaitDrained(agent);
    }
    var escalation = hub.escalations.getFirst();
    assertThat(escalation.image().intact()).isTrue();
    assertThat(escalation.image().crop()).isEqualTo(new dev.andon.wire.Box(4, 4, 28, 28));
    assertThat(escalation.lane()).isEqualTo(Lane.LIVE);
    assertThat(escalation.comparison()).isEqualTo(Comparison.NONE);
    assertThat(escalation.deadlineRemainingMs()).isBetween(1L, 50_000L);
  }

  @Test
  void a_good_part_arrives_beside_the_crop() {
    try (EdgeAgent agent =
        EdgeAgent.start(
            settings(broker.uri()),
            Stations.frames(1, 2),
            Stations.showing(Stations.doubting(1), 700),
            StationPlatform.real(List.of(new LogOutput()), journal))) {
      awaitDrained(agent);
    }
    assertThat(hub.escalations.getFirst().comparison())
        .isInstanceOfSatisfying(
            Comparison.Shown.class,
            shown -> {
              assertThat(shown.picture().intact()).isTrue();
              assertThat(shown.picture().crop())
                  .isEqualTo(hub.escalations.getFirst().image().crop());
            });
  }

  @Test
  void a_verdict_is_confirmed_also_when_it_comes_again() {
    try (EdgeAgent agent = start(settings(broker.uri()), 1, 1)) {
      awaitDrained(agent);
      await().until(() -> hub.confirmations.size() == 1);
      hub.verdict(hub.escalations.getFirst(), new Verdict.Defect(List.of()));
      await().until(() -> hub.confirmations.size() == 2);
      assertThat(journal.verdicts).hasSize(1);
      assertThat(journal.commands).hasSize(1);
      assertThat(journal.commands.getFirst().signal()).isEqualTo(LineSignal.ACCEPT);
    }
  }

  @Test
  void a_persons_correction_is_recorded_and_confirmed_and_tells_the_line_nothing()
      throws Exception {
    List<Answer> answers = new CopyOnWriteArrayList<>();
    Triager listening =
        new Triager() {
          private final Triager doubting = Stations.doubting(1);

          @Override
          public Triage triage(Frame frame) throws InterruptedException {
            return doubting.triage(frame);
          }

          @Override
          public void answered(UUID escalation, Verdict verdict, boolean byPerson) {
            answers.add(new Answer(verdict, byPerson));
          }

          @Override
          public ModelVersion model() {
            return doubting.model();
          }

          @Override
          public void close() {}
        };
    try (EdgeAgent agent =
        EdgeAgent.start(
            settings(broker.uri()),
            Stations.frames(1, 2),
            listening,
            StationPlatform.real(List.of(new LogOutput()), journal))) {
      awaitDrained(agent);
      await().until(() -> hub.confirmations.size() == 1);
      UUID id = hub.escalations.getFirst().id();
      hub.say(
          station,
          DownChannel.VERDICT,
          new WireCodec()
              .encode(
                  FakeHub.verdictMessage(
                      id, new Verdict.Defect(List.of()), VerdictMessage.AnsweredBy.OPERATOR)));
      await().until(() -> hub.confirmations.size() == 2);
      assertThat(answers).extracting(Answer::byPerson).containsExactly(false, true);
      assertThat(answers.getLast().verdict()).isEqualTo(new Verdict.Defect(List.of()));
      assertThat(journal.commands).hasSize(1);
      assertThat(journal.commands.getFirst().signal()).isEqualTo(LineSignal.ACCEPT);
    }
  }

  @Test
  void a_row_without_receipt_is_sent_again_until_the_hub_has_it() {
    AtomicInteger asked = new AtomicInteger();
    hub.receipts =
        e ->
            asked.incrementAndGet() < 3 ? Optional.empty() : Optional.of(new Receipt.Stored(false));
    hub.verdicts = e -> asked.get() < 3 ? Optional.empty() : Optional.of(new Verdict.Pass());
    try (EdgeAgent agent = start(hurried(broker.uri()), 1, 1)) {
      awaitDrained(agent);
    }
    assertThat(hub.escalations).hasSize(3);
    assertThat(hub.escalations)
        .extracting(e -> e.id())
        .containsOnly(hub.escalations.getFirst().id());
    assertThat(hub.escalations.getLast().lane()).isEqualTo(Lane.REPLAY);
  }

  @Test
  void a_late_verdict_is_recorded_and_tells_the_line_nothing() {
    hub.verdicts = e -> Optional.empty();
    try (EdgeAgent agent = start(hurried(broker.uri()), 1, 1)) {
      await().until(() -> journal.commands.size() == 1);
      assertThat(journal.commands.getFirst().cause()).isEqualTo("timeout");
      assertThat(journal.commands.getFirst().signal()).isEqualTo(LineSignal.HOLD);

      hub.verdict(hub.escalations.getFirst(), new Verdict.Pass());
      awaitDrained(agent);

      assertThat(journal.verdicts).hasSize(1);
      assertThat(journal.commands).hasSize(1);
      assertThat(agent.state().counters().of(Name.TIMED_OUT)).isEqualTo(1);
    }
  }

  @Test
  void a_deferred_escalation_comes_again_and_a_refused_one_does_not() {
    AtomicInteger asked = new AtomicInteger();
    hub.verdicts = e -> asked.get() < 2 ? Optional.empty() : Optional.of(new Verdict.Pass());
    hub.receipts =
        e ->
            e.partId().equals("part-0")
                ? Optional.of(
                    asked.incrementAndGet() == 1
                        ? new Receipt.Deferred("budget_exceeded", "spent", 300)
                        : new Receipt.Stored(false))
                : Optional.of(new Receipt.Refused("key_expired", "vk expired"));
    hub.verdicts =
        e ->
            e.partId().equals("part-0") && asked.get() > 1
                ? Optional.of(new Verdict.Pass())
                : Optional.empty();
    try (EdgeAgent agent = start(hurried(broker.uri()), 2, 1)) {
      awaitDrained(agent);
      assertThat(agent.state().counters().of(Name.DEFERRED)).isEqualTo(1);
      assertThat(agent.state().counters().of(Name.REFUSED)).isEqualTo(1);
      assertThat(agent.state().counters().of(Name.VERDICTS)).isEqualTo(1);
    }
    try (OutboxAudit audit = OutboxAudit.open(folder.resolve("outbox.db"))) {
      assertThat(audit.rows()).filteredOn(r -> r.state() == RowState.REFUSED).hasSize(1);
    }
  }

  @Test
  void a_message_of_another_version_is_kept_and_counted() {
    try (EdgeAgent agent = start(settings(broker.uri()), 0, 1)) {
      await().until(() -> agent.state().connected());
      byte[] future = {(byte) 0xbf, 0x61, 'v', 0x18, 99, (byte) 0xff};
      hub.say(station, DownChannel.VERDICT, future);
      hub.say(station, DownChannel.CONFIG, new byte[] {1, 2, 3});
      await().until(() -> agent.state().counters().of(Name.UNREAD) == 2);
    }
  }

  @Test
  void a_forged_pass_is_told_to_nobody_and_the_stations_own_rule_decides() throws Exception {
    hub.verdicts = e -> Optional.empty();
    AgentSettings watched = hurried(broker.uri()).withWeb(new AgentSettings.Web("127.0.0.1", 0));
    try (EdgeAgent agent = start(watched, 1, 1)) {
      await().until(() -> !hub.escalations.isEmpty());
      UUID id = hub.escalations.getFirst().id();
      WireCodec codec = new WireCodec();
      byte[] pass = codec.encode(FakeHub.verdictMessage(id, new Verdict.Pass()));
      String topic = new Topic.Down(station, DownChannel.VERDICT).text();
      String elsewhere = new Topic.Down(station, DownChannel.RECEIPT).text();
      StationId neighbour = new StationId(station.plant(), station.line(), "neighbour");

      hub.publish(station, DownChannel.VERDICT, pass);
      hub.publish(
          station, DownChannel.VERDICT, codec.encode(FakeHub.key(neighbour).sign(topic, pass)));
      hub.publish(
          station, DownChannel.VERDICT, codec.encode(FakeHub.key(station).sign(elsewhere, pass)));
      hub.publish(station, DownChannel.VERDICT, new byte[] {1, 2, 3});

      await().until(() -> agent.state().untrusted() == 4);
      await().until(() -> !journal.commands.isEmpty());
      assertThat(journal.commands).allMatch(command -> command.cause().equals("timeout"));
      assertThat(agent.state().counters().of(Name.VERDICTS)).isZero();
      assertThat(agent.state().counters().of(Name.UNREAD)).isZero();
      assertThat(hub.confirmations).isEmpty();
      int port = agent.webPort().orElseThrow();
      assertThat(get(port, "/").body())
          .contains("messages that the hub did not sign, ignored</td><td class=\"bad\">4<");
      assertThat(get(port, "/metrics").body())
          .contains("andon_edge_hub_untrusted_total{reason=\"unsigned\"} 2.0")
          .contains("andon_edge_hub_untrusted_total{reason=\"unknown_key\"} 1.0")
          .contains("andon_edge_hub_untrusted_total{reason=\"wrong_signature\"} 1.0");
    }
  }

  @Test
  void a_forged_receipt_drops_no_frame() {
    hub.receipts = e -> Optional.empty();
    hub.verdicts = e -> Optional.empty();
    try (EdgeAgent agent = start(hurried(broker.uri()), 1, 1)) {
      await().until(() -> !hub.escalations.isEmpty());
      UUID id = hub.escalations.getFirst().id();
      WireCodec codec = new WireCodec();
      for (Receipt.Outcome outcome :
          List.of(new Receipt.Stored(false), new Receipt.Refused("gone", "never again"))) {
        hub.publish(station, DownChannel.RECEIPT, codec.encode(new Receipt(id, outcome)));
      }
      await().until(() -> agent.state().untrusted() == 2);

      int before = hub.escalations.size();
      await().until(() -> hub.escalations.size() > before);
      assertThat(agent.state().waiting().sent() + agent.state().waiting().queued()).isEqualTo(1);
      assertThat(agent.state().counters().of(Name.RECEIPTED)).isZero();
    }
  }

  @Test
  void while_the_plants_secret_changes_both_keys_count() {
    AgentSettings usual = settings(broker.uri());
    StationKey old =
        StationKey.derive(
            "the secret that the plant gave up".substring(0, StationKey.BYTES).getBytes(UTF_8),
            station);
    HubKeys both = new HubKeys(List.of(old, FakeHub.key(station)), false);
    try (EdgeAgent agent = start(usual.withHub(both), 10, 1)) {
      awaitDrained(agent);
      assertThat(agent.state().untrusted()).isZero();
      assertThat(agent.state().counters().of(Name.VERDICTS)).isEqualTo(9);
    }
  }

  @Test
  void a_verdict_said_again_by_whoever_recorded_it_changes_nothing() {
    try (EdgeAgent agent = start(settings(broker.uri()), 1, 1)) {
      awaitDrained(agent);
      hub.verdict(hub.escalations.getFirst(), new Verdict.Pass());
      await().until(() -> agent.state().counters().of(Name.REPEATED_VERDICTS) == 1);
      assertThat(journal.commands).hasSize(1);
    }
  }

  @Test
  void a_trial_takes_unsigned_messages_and_says_so() throws Exception {
    hub.verdicts = e -> Optional.empty();
    AgentSettings trial =
        settings(broker.uri())
            .withHub(new HubKeys(List.of(), true))
            .withWeb(new AgentSettings.Web("127.0.0.1", 0));
    try (EdgeAgent agent = start(trial, 1, 1)) {
      await().until(() -> agent.state().waiting().awaitingVerdict() == 1);
      UUID id = hub.escalations.getFirst().id();
      byte[] pass = new WireCodec().encode(FakeHub.verdictMessage(id, new Verdict.Pass()));
      hub.publish(station, DownChannel.VERDICT, pass);
      awaitDrained(agent);

      int port = agent.webPort().orElseThrow();
      assertThat(get(port, "/").body()).contains("Trial: messages without the hub's signature");
      assertThat(get(port, "/metrics").body()).contains("andon_edge_hub_accepts_unsigned 1.0");
    }
  }

  @Test
  void a_verdict_on_what_was_never_asked_is_answered_unknown_here_and_not_confirmed() {
    try (EdgeAgent agent = start(settings(broker.uri()), 1, 1)) {
      awaitDrained(agent);
      UUID never = UUID.randomUUID();
      hub.say(
          station,
          DownChannel.VERDICT,
          new WireCodec().encode(FakeHub.verdictMessage(never, new Verdict.Pass())));

      await().until(() -> !hub.strangers.isEmpty());
      assertThat(hub.strangers.getFirst().escalationId()).isEqualTo(never);
      assertThat(hub.confirmations).noneMatch(c -> c.escalationId().equals(never));
      assertThat(agent.state().counters().of(Name.STRANGERS)).isEqualTo(1);
      assertThat(journal.verdicts).doesNotContain(never);
    }
  }

  @Test
  void without_a_broker_the_line_is_served_and_nothing_is_lost() throws Exception {
    AgentSettings alone = hurried("tcp://127.0.0.1:" + FreePort.take());
    try (EdgeAgent agent = start(alone, 10, 1)) {
      await().until(() -> journal.commands.size() == 9);
      assertThat(agent.state().connected()).isFalse();
      assertThat(agent.state().waiting().queued()).isEqualTo(9);
      assertThat(journal.downs).hasValue(1);
    }
    try (EdgeAgent agent = start(settings(broker.uri()), 10, 1)) {
      awaitDrained(agent);
      assertThat(agent.state().counters().of(Name.REPLAYED)).isEqualTo(9);
      assertThat(agent.state().counters().of(Name.FRAMES)).isEqualTo(9);
    }
    assertThat(hub.escalations).allMatch(e -> e.lane() == Lane.REPLAY);
    assertThat(journal.commands).hasSize(9);
  }

  @Test
  void a_restarted_agent_goes_on_behind_its_last_frame() {
    try (EdgeAgent agent = start(settings(broker.uri()), 15, 2)) {
      awaitDrained(agent);
    }
    try (EdgeAgent agent = start(settings(broker.uri()), 30, 2)) {
      awaitDrained(agent);
    }
    assertThat(journal.captured).extracting(seen -> seen.partId()).doesNotHaveDuplicates();
    assertThat(journal.captured).hasSize(27);
  }

  @Test
  void above_the_rate_cap_the_stations_own_rule_decides_and_the_sums_hold() {
    AgentSettings capped =
        settings(broker.uri())
            .withEscalation(
                new EscalationSettings(Duration.ofSeconds(2), 4, 85, 1 << 20, 5, Duration.ZERO));
    try (EdgeAgent agent = start(capped, 30, 1)) {
      awaitDrained(agent);
      var counters = agent.state().counters();
      assertThat(counters.of(Name.ESCALATED)).isEqualTo(5);
      assertThat(counters.of(Name.WITHHELD)).isEqualTo(22);
      assertThat(counters.of(Name.FRAMES)).isEqualTo(27);
    }
    assertThat(journal.commands).hasSize(27);
  }

  @Test
  void status_metrics_and_health_are_served() throws Exception {
    AgentSettings watched = settings(broker.uri()).withWeb(new AgentSettings.Web("127.0.0.1", 0));
    try (EdgeAgent agent = start(watched, 2_000, 3)) {
      await().until(() -> agent.state().connected() && journal.captured.size() > 3);
      int port = agent.webPort().orElseThrow();

      assertThat(get(port, "/health/live").statusCode()).isEqualTo(200);
      assertThat(get(port, "/health/ready").body()).contains("connected");
      await()
          .untilAsserted(
              () ->
                  assertThat(get(port, "/metrics").body())
                      .containsPattern("andon_edge_frames_total [1-9]"));
      assertThat(get(port, "/").body())
          .contains(station.toString(), "connected", "unsure, asked the hub");
      assertThat(get(port, "/etc/passwd").statusCode()).isEqualTo(404);

      AgentSettings second =
          AgentSettings.of(
                  station,
                  broker.uri(),
                  folder.resolve("other.db"),
                  HubKeys.of(FakeHub.key(station)))
              .withWeb(new AgentSettings.Web("127.0.0.1", port));
      assertThatThrownBy(() -> start(second, 1, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + port);
    }
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          BodyHandlers.ofString());
    }
  }
}
