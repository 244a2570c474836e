package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.actuation.LineSignal;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.escalation.EscalationSettings;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.outbox.Intent;
import dev.andon.edge.outbox.Outbox;
import dev.andon.edge.outbox.OutboxAudit;
import dev.andon.edge.outbox.OutboxSettings;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.edge.uplink.PahoPort;
import dev.andon.wire.StationId;
import dev.andon.wire.Verdict;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Parts that were asked about and not decided when their agent ended, at its next start. */
@Timeout(120)
class OpenPartsTest {
  private static final StationId STATION = new StationId("bologna", "line-1", "open");
  private static final Duration DEADLINE = Duration.ofSeconds(40);

  private final Journal journal = new Journal();
  private @TempDir Path folder;

  private Path file() {
    return folder.resolve("outbox.db");
  }

  /** The agent of {@code frames} doubtful parts, without a broker, its clock ahead by so much. */
  private EdgeAgent start(int frames, Duration ahead) {
    return start(frames, () -> Instant.now().plus(ahead));
  }

  private EdgeAgent start(int frames, InstantSource wall) {
    AgentSettings settings =
        AgentSettings.of(STATION, "tcp://127.0.0.1:1", file(), HubKeys.of(FakeHub.key(STATION)))
            .withUplink(Stations.BRISK)
            .withEscalation(
                new EscalationSettings(DEADLINE, 4, 85, 1 << 20, 10_000, Duration.ZERO));
    return EdgeAgent.start(
        settings,
        Stations.frames(frames, 2),
        Stations.doubting(1),
        new StationPlatform(
            wall,
            System::nanoTime,
            new Random(),
            new PahoPort(),
            List.of(new LogOutput()),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            journal));
  }

  /** An agent that ends, deciding nothing any more, when it has asked about so many parts. */
  private void askedAndEnded(int parts) {
    try (EdgeAgent agent = start(parts, Duration.ZERO)) {
      await().until(() -> journal.escalated.size() == parts && !agent.state().capturing());
    }
    assertThat(journal.commands).isEmpty();
  }

  private Outbox outbox() {
    return Outbox.open(OutboxSettings.of(file()), STATION, Instant::now);
  }

  private List<UUID> ids() {
    try (OutboxAudit audit = OutboxAudit.open(file())) {
      return audit.rows().stream().map(OutboxAudit.Row::id).toList();
    }
  }

  private void awaitTold(EdgeAgent agent, int parts) {
    await()
        .untilAsserted(
            () -> {
              assertThat(journal.commands).hasSize(parts);
              assertThat(agent.state().undecided()).isZero();
            });
  }

  @Test
  void parts_whose_deadline_passed_while_no_agent_ran_are_told_by_the_rule_at_the_start_once() {
    askedAndEnded(3);
    try (EdgeAgent agent = start(3, DEADLINE)) {
      awaitTold(agent, 3);
      assertThat(agent.state().counters().of(Name.TIMED_OUT)).isEqualTo(3);
    }
    try (EdgeAgent agent = start(3, DEADLINE)) {
      awaitTold(agent, 3);
    }
    assertThat(journal.commands)
        .allMatch(c -> c.signal() == LineSignal.HOLD && c.cause().equals("timeout"))
        .allMatch(c -> c.variant().equals("flange") && c.view().equals("top"))
        .extracting(c -> c.partId())
        .containsExactlyInAnyOrder("part-0", "part-1", "part-2");
  }

  @Test
  void a_part_whose_deadline_has_not_passed_waits_for_what_is_left_of_it() {
    askedAndEnded(1);
    try (EdgeAgent agent = start(1, DEADLINE.minusSeconds(3))) {
      assertThat(agent.state().undecided()).isOne();
      assertThat(journal.commands).isEmpty();
      awaitTold(agent, 1);
    }
    assertThat(journal.commands.getFirst().cause()).isEqualTo("timeout");
  }

  @Test
  void a_verdict_that_was_stored_in_time_and_not_acted_on_is_told_before_the_deadline() {
    askedAndEnded(1);
    try (Outbox outbox = outbox()) {
      outbox.verdicts().store(FakeHub.verdictMessage(ids().getFirst(), new Verdict.Pass()));
    }
    try (EdgeAgent agent = start(1, Duration.ZERO)) {
      awaitTold(agent, 1);
    }
    assertThat(journal.commands.getFirst().signal()).isEqualTo(LineSignal.ACCEPT);
  }

  @Test
  void a_stored_verdict_tells_the_line_nothing_once_the_deadline_has_passed() {
    askedAndEnded(1);
    try (Outbox outbox = outbox()) {
      outbox.verdicts().store(FakeHub.verdictMessage(ids().getFirst(), new Verdict.Pass()));
    }
    try (EdgeAgent agent = start(1, DEADLINE)) {
      awaitTold(agent, 1);
    }
    assertThat(journal.commands.getFirst().signal()).isEqualTo(LineSignal.HOLD);
  }

  @Test
  void a_stored_verdict_that_cannot_be_read_leaves_the_part_to_its_deadline() throws Exception {
    askedAndEnded(1);
    try (Outbox outbox = outbox()) {
      outbox.verdicts().store(FakeHub.verdictMessage(ids().getFirst(), new Verdict.Pass()));
    }
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("UPDATE verdict SET message = x'00'")).isOne();
    }
    try (EdgeAgent agent = start(1, DEADLINE.minusSeconds(3))) {
      awaitTold(agent, 1);
    }
    assertThat(journal.commands.getFirst().signal()).isEqualTo(LineSignal.HOLD);
  }

  /** The wall clock of the deadlines' thread stands still until the agent is being closed. */
  @Test
  void a_deadline_that_is_being_handled_when_the_agent_stops_is_told_to_the_line()
      throws Exception {
    askedAndEnded(1);
    CountDownLatch handling = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    InstantSource clock =
        () -> {
          if (Thread.currentThread().getName().startsWith("deadlines-")) {
            handling.countDown();
            uninterrupted(goOn);
          }
          return Instant.now().plus(DEADLINE);
        };
    EdgeAgent agent = start(1, clock);
    handling.await();
    Thread closing = Thread.ofVirtual().start(agent::close);
    assertThat(closing.join(Duration.ofSeconds(1))).isFalse();
    goOn.countDown();
    closing.join();
    try (OutboxAudit audit = OutboxAudit.open(file())) {
      assertThat(audit.rows().getFirst().actuation()).contains("hold timeout performed");
    }
  }

  private static void uninterrupted(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_clock_that_was_set_back_does_not_make_the_deadline_longer() {
    askedAndEnded(1);
    try (EdgeAgent agent = start(1, Duration.ofHours(-1))) {
      awaitTold(agent, 1);
    }
  }

  @Test
  void an_intent_without_an_answer_is_unknown_and_never_repeated() {
    askedAndEnded(2);
    UUID intended = ids().getFirst();
    try (Outbox outbox = outbox()) {
      assertThat(outbox.actuations().intend(new Intent(intended, "accept", "verdict"))).isTrue();
    }
    try (EdgeAgent agent = start(2, DEADLINE)) {
      awaitTold(agent, 1);
      assertThat(agent.state().counters().of(Name.ACTUATIONS_UNKNOWN)).isOne();
    }
    assertThat(journal.commands).extracting(c -> c.id()).doesNotContain(intended);
  }

  @Test
  void several_parts_are_each_told_under_their_own_escalation() {
    askedAndEnded(2);
    assertThat(ids()).doesNotHaveDuplicates();
    try (EdgeAgent agent = start(2, DEADLINE)) {
      awaitTold(agent, 2);
    }
    assertThat(journal.commands).extracting(c -> c.id()).containsExactlyInAnyOrderElementsOf(ids());
  }

  @Test
  void where_only_the_side_journal_is_left_it_says_who_waits_and_who_was_told() throws IOException {
    askedAndEnded(3);
    UUID intended = ids().get(1);
    try (Outbox outbox = outbox()) {
      assertThat(outbox.actuations().intend(new Intent(intended, "accept", "verdict"))).isTrue();
    }
    Files.write(file(), new byte[8_192]);
    Files.deleteIfExists(folder.resolve("outbox.db-wal"));
    Files.deleteIfExists(folder.resolve("outbox.db-shm"));
    try (EdgeAgent agent = start(3, DEADLINE)) {
      awaitTold(agent, 2);
      assertThat(agent.state().counters().of(Name.ACTUATIONS_UNKNOWN)).isOne();
    }
    assertThat(journal.commands)
        .extracting(c -> c.partId())
        .containsExactlyInAnyOrder("part-0", "part-2");
    assertThat(journal.commands).allMatch(c -> c.variant().equals("flange"));
  }
}
