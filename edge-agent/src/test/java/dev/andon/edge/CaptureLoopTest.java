package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.actuation.LineCommand;
import dev.andon.edge.actuation.LineOutput;
import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.edge.uplink.MqttPort;
import dev.andon.wire.StationId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One odd error ends neither the capture thread nor the line's nor the uplink's. */
@Timeout(120)
class CaptureLoopTest {
  private static final StationId STATION = new StationId("bologna", "line-1", "odd");
  private static final HubKeys HUB = HubKeys.of(FakeHub.key(STATION));

  private final Journal journal = new Journal();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private @TempDir Path folder;

  private EdgeAgent start(Feed feed, MqttPort port, LineOutput output) {
    StationPlatform real = StationPlatform.real(List.of(output), journal);
    return EdgeAgent.start(
        AgentSettings.of(STATION, "tcp://127.0.0.1:1", folder.resolve("outbox.db"), HUB)
            .withUplink(Stations.BRISK),
        feed,
        Stations.doubting(1_000),
        new StationPlatform(
            real.wall(),
            real.nanos(),
            real.random(),
            port,
            real.outputs(),
            real.meters(),
            real.observer()));
  }

  private static MqttPort nobody() {
    return (endpoint, will, events) -> {
      throw new java.io.IOException("nobody there");
    };
  }

  /** A line that throws something odd at every third part. */
  private final class OddLine implements LineOutput {
    @Override
    public String name() {
      return "odd";
    }

    @Override
    public void send(LineCommand command) {
      told.add(command.partId());
      if (told.size() % 3 == 0) {
        throw new LinkageError("odd");
      }
    }

    @Override
    public void close() {}
  }

  /**
   * The frames of another feed, and an error now and then: when it opens, between, at its close.
   */
  private static Feed odd(Feed feed, Throwable error) {
    AtomicInteger calls = new AtomicInteger();
    return new Feed() {
      @Override
      public String name() {
        return feed.name();
      }

      @Override
      public FrameSource open(Optional<Cursor> after) {
        oddly(calls, error);
        FrameSource source = feed.open(after);
        return new FrameSource() {
          @Override
          public Capture next() throws InterruptedException {
            oddly(calls, error);
            return source.next();
          }

          @Override
          public void close() {
            source.close();
            oddly(calls, error);
          }
        };
      }
    };
  }

  private static void oddly(AtomicInteger calls, Throwable error) {
    if (calls.incrementAndGet() % 9 == 0) {
      switch (error) {
        case RuntimeException bug -> throw bug;
        case Error bug -> throw bug;
        default -> throw new IllegalStateException(error);
      }
    }
  }

  private void everyFrameComes(Throwable error) {
    try (EdgeAgent agent = start(odd(Stations.frames(24, 1), error), nobody(), new OddLine())) {
      await()
          .atMost(40, TimeUnit.SECONDS)
          .until(() -> agent.state().captureEnded().isPresent() && told.size() == 22);
      assertThat(agent.state().counters().of(Name.FRAMES)).isEqualTo(22);
    }
    assertThat(told).doesNotHaveDuplicates();
  }

  @Test
  void an_exception_of_a_source_costs_no_frame() {
    everyFrameComes(new IllegalStateException("odd"));
  }

  @Test
  void an_error_of_a_source_costs_no_frame() {
    everyFrameComes(new NoClassDefFoundError("odd"));
  }

  @Test
  void an_error_of_the_link_does_not_end_the_uplink() {
    AtomicInteger connects = new AtomicInteger();
    MqttPort odd =
        (endpoint, will, events) -> {
          connects.incrementAndGet();
          throw new StackOverflowError("odd");
        };
    try (EdgeAgent agent = start(Stations.frames(3, 1), odd, new OddLine())) {
      await().atMost(30, TimeUnit.SECONDS).until(() -> connects.get() >= 3);
      assertThat(agent.state().connected()).isFalse();
    }
  }
}
