package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.actuation.LineSignal;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.escalation.EscalationSettings;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.outbox.OutboxAudit;
import dev.andon.edge.outbox.OutboxSettings;
import dev.andon.edge.outbox.SqliteFaults;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.wire.StationId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

/** A station whose outbox cannot be written for a while. */
@Timeout(120)
class FailingStoreTest {
  private static final int FOREVER = Integer.MAX_VALUE;
  private static final StationId STATION = new StationId("bologna", "line-1", "failing");
  private static final HubKeys HUB = HubKeys.of(FakeHub.key(STATION));

  private final Journal journal = new Journal();
  private @TempDir Path folder;
  private Path file;
  private SqliteFaults faults;

  @BeforeEach
  void watch() {
    file = folder.resolve("outbox.db");
    faults = SqliteFaults.on(file);
  }

  @AfterEach
  void forget() {
    faults.close();
  }

  private EdgeAgent start(Feed feed, int doubtEvery) {
    AgentSettings settings =
        AgentSettings.of(STATION, "tcp://127.0.0.1:1", file, HUB)
            .withUplink(Stations.BRISK)
            .withOutbox(
                new OutboxSettings(file, 10_000, 1 << 30, 1_000, new OutboxSettings.FreeRoom(0, 0)))
            .withWeb(new AgentSettings.Web("127.0.0.1", 0))
            .withEscalation(
                new EscalationSettings(
                    Duration.ofMillis(300), 4, 85, 1 << 20, 100_000, Duration.ZERO));
    return EdgeAgent.start(
        settings,
        feed,
        Stations.doubting(doubtEvery),
        StationPlatform.real(List.of(new LogOutput()), journal));
  }

  private static String get(EdgeAgent agent, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + agent.webPort().orElseThrow() + path);
      var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }

  private static void awaitEnd(EdgeAgent agent) {
    await().atMost(30, TimeUnit.SECONDS).until(() -> !agent.state().capturing());
  }

  @Test
  void frames_of_a_file_wait_while_nothing_can_be_stored_and_the_line_is_told_meanwhile() {
    try (EdgeAgent agent = start(Stations.frames(40, 2), 2)) {
      await().atMost(30, TimeUnit.SECONDS).until(() -> journal.captured.size() >= 5);
      faults.fail("INSERT", SQLiteErrorCode.SQLITE_FULL, FOREVER);
      await().atMost(30, TimeUnit.SECONDS).until(() -> !agent.state().outbox().writes());
      await().atMost(30, TimeUnit.SECONDS).until(() -> agent.state().outbox().toldAnyway() > 0);
      faults.mend();
      awaitEnd(agent);

      assertThat(agent.state().counters().of(Name.FRAMES)).isEqualTo(36);
      assertThat(agent.state().counters().of(Name.SKIPPED)).isEqualTo(4);
      assertThat(agent.state().counters().of(Name.UNLOGGED)).isZero();
      await().atMost(30, TimeUnit.SECONDS).until(() -> agent.state().outbox().settled());
    }
    await().atMost(30, TimeUnit.SECONDS).until(() -> journal.commands.size() >= 17);
    assertThat(journal.captured).extracting(seen -> seen.partId()).doesNotHaveDuplicates();
    assertThat(journal.captured).hasSize(36);
    assertThat(journal.commands).extracting(c -> c.partId()).doesNotHaveDuplicates();
  }

  @Test
  void live_frames_that_cannot_be_stored_are_told_by_fallback_and_counted_in_one_row()
      throws Exception {
    try (EdgeAgent agent = start(Stations.live(Stations.frames(60, 5)), 1)) {
      await().atMost(30, TimeUnit.SECONDS).until(() -> journal.captured.size() >= 5);
      faults.fail("INSERT", SQLiteErrorCode.SQLITE_IOERR, FOREVER);
      await().atMost(30, TimeUnit.SECONDS).until(() -> agent.state().outbox().unlogged() >= 5);
      String page = get(agent, "/");
      assertThat(page).contains("outbox cannot write: ", " frames told by fallback, ", " waiting");
      assertThat(get(agent, "/health/ready")).startsWith("503 outbox cannot write: ");
      assertThat(get(agent, "/metrics")).contains("andon_edge_outbox_failing 1.0");
      faults.mend();
      awaitEnd(agent);
      await().atMost(30, TimeUnit.SECONDS).until(() -> agent.state().outbox().settled());

      var counters = agent.state().counters();
      assertThat(counters.of(Name.FRAMES) + counters.of(Name.SKIPPED) + counters.of(Name.UNLOGGED))
          .isEqualTo(60);
      assertThat(get(agent, "/metrics")).contains("andon_edge_outbox_failing 0.0");
    }
    assertThat(journal.commands).extracting(c -> c.partId()).doesNotHaveDuplicates();
    assertThat(journal.commands)
        .filteredOn(c -> c.cause().equals("no_room"))
        .isNotEmpty()
        .allMatch(c -> c.signal() == LineSignal.HOLD);
    try (OutboxAudit audit = OutboxAudit.open(file)) {
      assertThat(audit.unlogged()).hasSize(1);
      assertThat(audit.unlogged().getFirst().frames())
          .isEqualTo(audit.counters().of(Name.UNLOGGED));
      assertThat(audit.rows()).extracting(OutboxAudit.Row::sequence).doesNotHaveDuplicates();
    }
  }

  @Test
  void a_part_that_was_told_without_a_row_is_told_nothing_again_after_a_restart() {
    try (EdgeAgent agent = start(Stations.frames(10, 2), 1)) {
      await().atMost(30, TimeUnit.SECONDS).until(() -> journal.captured.size() >= 3);
      faults.fail("INSERT", SQLiteErrorCode.SQLITE_FULL, FOREVER);
      await().atMost(30, TimeUnit.SECONDS).until(() -> agent.state().outbox().toldAnyway() > 0);
    }
    faults.mend();
    try (EdgeAgent agent = start(Stations.frames(10, 2), 1)) {
      awaitEnd(agent);
      assertThat(agent.state().counters().of(Name.FRAMES)).isEqualTo(9);
      await().atMost(30, TimeUnit.SECONDS).until(() -> agent.state().undecided() == 0);
    }
    assertThat(journal.commands).extracting(c -> c.partId()).doesNotHaveDuplicates();
    assertThat(journal.captured).extracting(seen -> seen.partId()).doesNotHaveDuplicates();
  }

  @Test
  void a_gap_that_was_only_in_memory_when_the_agent_stopped_is_counted_at_the_next_start() {
    EdgeAgent stopping = start(Stations.live(Stations.frames(2_000, 5)), 1);
    await().atMost(30, TimeUnit.SECONDS).until(() -> journal.captured.size() >= 3);
    faults.fail("", SQLiteErrorCode.SQLITE_FULL, FOREVER);
    await().atMost(30, TimeUnit.SECONDS).until(() -> stopping.state().outbox().unlogged() >= 5);
    stopping.close();
    long missed = stopping.state().outbox().unlogged();
    faults.mend();
    try (EdgeAgent agent = start(Stations.live(Stations.frames(1, 5)), 1)) {
      assertThat(agent.state().counters().of(Name.UNLOGGED)).isEqualTo(missed);
    }
    try (EdgeAgent agent = start(Stations.live(Stations.frames(1, 5)), 1)) {
      assertThat(agent.state().counters().of(Name.UNLOGGED)).isEqualTo(missed);
    }
  }
}
