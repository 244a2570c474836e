package dev.andon.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.broker.BrokerSettings;
import dev.andon.broker.EmbeddedBroker;
import dev.andon.edge.uplink.ReplaySettings;
import dev.andon.edge.uplink.UplinkSettings;
import dev.andon.sandbox.link.LinkProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A station that comes back after an outage, on a link of 8 Mbit/s; {@code ./andon bench replay}
 * does the same with 100. What the long one asks for had not been reached when it was written: see
 * decision 90.
 */
class ReplayLaneTest {
  private static final int BYTES = 60_000;
  private static final long LINK = 1_000_000;

  private @TempDir Path folder;

  @Test
  @Tag("long")
  void the_replay_lane_fills_the_link_and_what_happens_now_does_not_wait_for_it() throws Exception {
    ReplayBench.Result result =
        new ReplayBench(new ReplayBench.Plan(folder, 120, BYTES, LINK, Duration.ofMinutes(2)))
            .run();
    assertThat(result.ofBare()).as(result.says()).isGreaterThan(0.9);
    assertThat(result.liveP95Ms()).as(result.says()).isLessThan(300);
    assertThat(result.live()).as(result.says()).isGreaterThan(10);
    assertThat(result.repeated()).as(result.says()).isZero();
  }

  @Test
  @Tag("slow")
  void it_goes_on_where_it_was_after_cut_links_and_a_restart_of_the_agent() throws IOException {
    int window = UplinkSettings.DEFAULT.windowRows() / 2;
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.loopback());
        LinkProxy link = LinkProxy.to("127.0.0.1", broker.port());
        AnsweringHub _ = new AnsweringHub(broker.port(), ReplayStation.STATION)) {
      link.slow(LINK);
      long first;
      try (ReplayStation station = station()) {
        station.backlog(120);
        station.connect(link.port());
        for (int cut = 1; cut <= 2; cut++) {
          int until = 15 * cut;
          await().until(() -> station.replayed() > until);
          link.cut();
          link.slow(LINK);
        }
        await().until(() -> station.replayed() > 50);
        assertThat(station.repeated()).isLessThanOrEqualTo(2L * window);
        first = station.replayed();
      }
      try (ReplayStation again = station()) {
        again.connect(link.port());
        await().until(() -> again.replayed() + first >= 120);
        assertThat(again.replayed() + first).isBetween(120L, 120L + window);
        assertThat(again.repeated()).isLessThanOrEqualTo(window);
      }
    }
  }

  private ReplayStation station() {
    UplinkSettings usual = UplinkSettings.DEFAULT;
    return new ReplayStation(
        ReplayStation.outbox(folder.resolve("outbox.db"), 120, BYTES),
        new UplinkSettings(
            usual.windowRows(),
            usual.windowBytes(),
            ReplaySettings.brisk(10_000),
            Duration.ofSeconds(3),
            usual.healthEvery(),
            usual.eventsEvery(),
            usual.backoffMin(),
            usual.backoffMax()),
        BYTES);
  }
}
