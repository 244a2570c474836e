package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.andon.broker.EmbeddedBroker;
import dev.andon.edge.actuation.LineCommand;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.escalation.EscalationSettings;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.triage.ConformalBounds;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.wire.Box;
import dev.andon.wire.Escalation;
import dev.andon.wire.Lane;
import dev.andon.wire.StationId;
import dev.andon.wire.Topic;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some of what passes is asked about all the same, so that the misses are counted. */
final class AuditedPassesTest {
  private static final StationId STATION = StationId.parse("bologna/line-1/st-04");
  private static final Verdict DEFECT =
      new Verdict.Defect(List.of(new Verdict.Finding("crack", 1, new Box(0, 0, 9, 9))));

  private static EmbeddedBroker broker;

  private final Journal journal = new Journal();
  private @TempDir Path folder;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.startOnLoopback();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  /** Frame 9, 19, … cannot be read; of the others number 0 is doubtful. */
  private EdgeAgent start(double share, int frames) {
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
                        Duration.ofSeconds(50), 4, 85, 1 << 20, 100_000, Duration.ZERO)
                    .withAuditShare(share)),
        Stations.frames(frames, 0),
        Stations.doubting(10_000),
        StationPlatform.real(List.of(new LogOutput()), journal));
  }

  @Test
  void every_audited_pass_is_answered_counted_and_tells_the_line_nothing_more() throws Exception {
    try (FakeHub hub = new FakeHub(broker.uri())) {
      hub.verdicts =
          asked -> Optional.of(asked.partId().equals("part-7") ? DEFECT : new Verdict.Pass());
      try (EdgeAgent agent = start(1, 50)) {
        await().until(agent::drained);

        assertThat(agent.state().counters().of(Name.AUDITED)).isEqualTo(44);
        assertThat(agent.state().counters().of(Name.CONFIDENT)).isEqualTo(44);
        assertThat(agent.state().counters().of(Name.ESCALATED)).as("not doubtful").isEqualTo(1);
        await()
            .untilAsserted(
                () ->
                    assertThat(agent.state().standing())
                        .contains(
                            "flange: of 44 passed frames that were audited 1 was defective, so at"
                                + " most 10.3 % of what passes (95 % confidence)"));
      }
      assertThat(hub.escalations).filteredOn(asked -> asked.lane() == Lane.REPLAY).hasSize(44);
      assertThat(hub.escalations).extracting(Escalation::sequence).doesNotHaveDuplicates();
    }
    assertThat(journal.commands).extracting(LineCommand::partId).doesNotHaveDuplicates();
    assertThat(journal.commands)
        .filteredOn(command -> command.partId().equals("part-7"))
        .extracting(command -> command.signal().text())
        .containsExactly("accept");
  }

  @Test
  void what_was_counted_is_there_after_a_restart_and_a_correction_changes_it() throws Exception {
    try (FakeHub hub = new FakeHub(broker.uri())) {
      try (EdgeAgent agent = start(1, 9)) {
        await().until(agent::drained);
        await()
            .untilAsserted(
                () ->
                    assertThat(agent.state().standing())
                        .singleElement()
                        .asString()
                        .contains("8 passed"));
        Escalation one =
            hub.escalations.stream()
                .filter(asked -> asked.lane() == Lane.REPLAY)
                .findFirst()
                .orElseThrow();
        hub.say(
            STATION,
            Topic.DownChannel.VERDICT,
            new WireCodec()
                .encode(
                    FakeHub.verdictMessage(one.id(), DEFECT, VerdictMessage.AnsweredBy.OPERATOR)));
        await()
            .untilAsserted(
                () ->
                    assertThat(agent.state().standing())
                        .singleElement()
                        .asString()
                        .contains("1 was defective"));
      }
      try (EdgeAgent agent = start(1, 9)) {
        assertThat(agent.state().standing())
            .singleElement()
            .asString()
            .contains("8 passed")
            .contains("1 was defective");
      }
    }
  }

  @Test
  void nobody_is_audited_where_the_share_is_zero() throws Exception {
    try (FakeHub hub = new FakeHub(broker.uri());
        EdgeAgent agent = start(0, 30)) {
      await().until(agent::drained);
      assertThat(agent.state().counters().of(Name.AUDITED)).isZero();
      assertThat(hub.escalations).hasSize(1);
    }
  }

  @Test
  void the_bound_is_that_of_clopper_and_pearson() {
    assertThat(ConformalBounds.atMost(0, 59)).isCloseTo(0.0495, within(0.0005));
    assertThat(ConformalBounds.atMost(1, 44)).isCloseTo(0.1031, within(0.0005));
    assertThat(ConformalBounds.atMost(5, 5)).isEqualTo(1);
    assertThat(ConformalBounds.atMost(0, 0)).isEqualTo(1);
  }
}
