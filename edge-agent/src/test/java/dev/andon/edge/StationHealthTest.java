package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.broker.EmbeddedBroker;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.folder.FolderMemory;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.wire.Health;
import dev.andon.wire.Readings;
import dev.andon.wire.StationId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a running station says of its health. */
@Timeout(60)
final class StationHealthTest {
  private static final StationId STATION = StationId.parse("bologna/line-1/st-04");

  private final Semaphore frames = new Semaphore(0);
  private @TempDir Path folder;

  private EdgeAgent start(String broker, Feed feed) {
    return EdgeAgent.start(
        AgentSettings.of(
                STATION, broker, folder.resolve("outbox.db"), HubKeys.of(FakeHub.key(STATION)))
            .withUplink(Stations.BRISK)
            .withConfig(Optional.of("0c4be1a27f93")),
        feed,
        Stations.doubting(2),
        StationPlatform.real(List.of(new LogOutput()), AgentObserver.NONE));
  }

  private Feed allowed() {
    return Stations.onceAllowed(frames, Stations.frames(1_000, 0));
  }

  /** A camera whose newest frame may be two seconds old. */
  private Feed camera() {
    Feed feed = allowed();
    return new Feed() {
      @Override
      public String name() {
        return "rtsp://cam/1";
      }

      @Override
      public boolean live() {
        return true;
      }

      @Override
      public Optional<Duration> freshness() {
        return Optional.of(Duration.ofSeconds(2));
      }

      @Override
      public FrameSource open(Optional<Cursor> after) {
        return feed.open(after);
      }

      @Override
      public FrameSource open(Optional<Cursor> after, FolderMemory files) {
        return feed.open(after);
      }
    };
  }

  private static Readings newest(FakeHub hub) {
    Health pulse = hub.pulses.getLast();
    return pulse.readings().orElseThrow();
  }

  @Test
  void the_hub_hears_pace_configuration_and_how_far_its_clock_is_ahead() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.startOnLoopback();
        FakeHub hub = new FakeHub(broker.uri());
        EdgeAgent agent = start(broker.uri(), allowed())) {
      hub.clock = () -> Instant.now().plusSeconds(90);
      frames.release(6);
      await().until(() -> !hub.pulses.isEmpty() && newest(hub).clock().isPresent());
      await().until(() -> newest(hub).pace().triageP95Ms().isPresent());
      Readings said = newest(hub);
      assertThat(said.clock().orElseThrow().hubAheadMs())
          .isBetween(
              90_000 - said.clock().orElseThrow().uncertaintyMs() - 1,
              90_000 + said.clock().orElseThrow().uncertaintyMs() + 1);
      assertThat(said.config()).contains("0c4be1a27f93");
      assertThat(said.notReady()).isEmpty();
      assertThat(said.pace().framesPerSecond()).isPositive();
      assertThat(said.machine().cores()).hasValue(Runtime.getRuntime().availableProcessors());
      assertThat(agent.state().counters().of(Name.FRAMES)).isEqualTo(6);
    }
  }

  @Test
  void a_camera_whose_newest_frame_is_too_old_is_not_ready_and_is_again_with_the_next()
      throws Exception {
    try (EdgeAgent agent = start("tcp://127.0.0.1:9", camera())) {
      frames.release();
      await().until(() -> agent.state().counters().of(Name.FRAMES) == 1);
      assertThat(agent.state().notReady()).isEmpty();
      await().until(() -> agent.state().notReady().isPresent());
      assertThat(agent.state().notReady().orElseThrow())
          .contains("rtsp://cam/1: the newest frame is", "at most 2 s are expected");
      frames.release();
      await().until(() -> agent.state().notReady().isEmpty());
    }
  }
}
