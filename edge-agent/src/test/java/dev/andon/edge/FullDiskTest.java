package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.escalation.EscalationSettings;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.outbox.OutboxAudit;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.wire.StationId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A station on a real file system of a few megabytes that somebody else fills. */
@Tag("kills")
@Timeout(240)
class FullDiskTest {
  private static final StationId STATION = new StationId("bologna", "line-1", "full");
  private static final HubKeys HUB = HubKeys.of(FakeHub.key(STATION));
  private static final String NOBODY = "tcp://127.0.0.1:1";

  private final Journal journal = new Journal();
  private @TempDir Path folder;

  private static AgentSettings settings(Path outbox) {
    return AgentSettings.of(STATION, NOBODY, outbox, HUB)
        .withUplink(Stations.BRISK)
        .withEscalation(
            new EscalationSettings(Duration.ofMillis(300), 4, 95, 1 << 20, 100_000, Duration.ZERO));
  }

  private EdgeAgent start(Path outbox, Feed feed) {
    return EdgeAgent.start(
        settings(outbox),
        feed,
        Stations.doubting(1),
        StationPlatform.real(List.of(new LogOutput()), journal));
  }

  @Test
  void a_file_source_loses_no_frame_to_a_disk_that_is_full_for_a_while() throws Exception {
    try (SmallDisk disk = SmallDisk.mounted(folder.resolve("small"), 20)) {
      disk.fill(12_000_000);
      Path outbox = disk.folder.resolve("outbox.db");
      try (EdgeAgent agent = start(outbox, Stations.noise(120, 5))) {
        await()
            .atMost(30, TimeUnit.SECONDS)
            .until(
                () -> agent.state().counters().of(Name.EVICTED) > 0 || !agent.state().capturing());
        disk.free();
        await().atMost(60, TimeUnit.SECONDS).until(() -> !agent.state().capturing());
        assertThat(agent.state().counters().of(Name.FRAMES)).isEqualTo(120);
      }
      try (OutboxAudit audit = OutboxAudit.open(outbox)) {
        assertThat(audit.rows()).extracting(OutboxAudit.Row::partId).doesNotHaveDuplicates();
        assertThat(audit.rows()).hasSize(120);
      }
      await().until(() -> journal.commands.size() >= 100);
      assertThat(journal.commands).extracting(c -> c.partId()).doesNotHaveDuplicates();
    }
  }

  @Test
  void a_camera_on_a_disk_without_a_byte_left_is_told_for_and_counted_and_goes_on_with_room()
      throws Exception {
    Semaphore frames = new Semaphore(3);
    Feed camera = Stations.live(Stations.onceAllowed(frames, Stations.noise(240, 10)));
    try (SmallDisk disk = SmallDisk.mounted(folder.resolve("small"), 24)) {
      Path outbox = disk.folder.resolve("outbox.db");
      try (EdgeAgent agent = start(outbox, camera)) {
        within(60, () -> reserved(disk) && journal.captured.size() > 2);
        disk.fill(1 << 30);
        frames.release(60);
        within(60, () -> !reserved(disk));
        disk.free();
        disk.fill(1 << 30);
        frames.release(90);
        within(60, () -> agent.state().counters().of(Name.EVICTED) > 5);
        disk.free();
        within(60, () -> reserved(disk));
        frames.release(1_000);
        within(120, () -> !agent.state().capturing());
        within(30, () -> agent.state().outbox().settled());

        var counters = agent.state().counters();
        assertThat(counters.of(Name.FRAMES) + counters.of(Name.UNLOGGED)).isEqualTo(240);
        within(30, () -> journal.commands.size() == 240);
      }
      assertThat(journal.commands).extracting(c -> c.partId()).doesNotHaveDuplicates();
    }
  }

  /** Whether the station holds its reserve of the disk. */
  private static boolean reserved(SmallDisk disk) throws IOException {
    return disk.names().contains("outbox.db.ballast");
  }

  private static void within(int seconds, Callable<Boolean> condition) {
    await().atMost(seconds, TimeUnit.SECONDS).until(condition);
  }
}
