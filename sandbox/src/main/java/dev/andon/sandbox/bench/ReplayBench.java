package dev.andon.sandbox.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.andon.broker.BrokerSettings;
import dev.andon.broker.EmbeddedBroker;
import dev.andon.edge.uplink.UplinkSettings;
import dev.andon.sandbox.link.LinkProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A station that comes back after an outage over a shaped link: how far its replay lane fills the
 * link, and how long what happens meanwhile takes to its receipt.
 */
final class ReplayBench {
  private static final Duration LIVE_EVERY = Duration.ofMillis(200);
  private static final int ALONE = 12;
  private static final long LOOK_MS = 5;

  private final Plan plan;

  /**
   * @param folder for the outbox
   * @param messages that waited
   * @param bytes of each picture
   * @param linkBytesPerSecond of the link between station and broker
   * @param patience longest time for all of them
   */
  record Plan(Path folder, int messages, int bytes, long linkBytesPerSecond, Duration patience) {}

  /**
   * What came of it.
   *
   * @param seconds from the first receipt of a replay to the last
   * @param bareBytesPerSecond of a bare TCP stream over the same link, just before
   * @param used share of the link's rate that pictures took
   * @param ofBare share of the bare stream's rate
   * @param live escalations that happened meanwhile
   * @param liveP50Ms to the receipt
   * @param liveP95Ms the 95th percentile
   * @param aloneP95Ms the same just before, on a link that carried nothing else
   * @param repeated escalations that were sent more than once
   */
  record Result(
      int messages,
      int bytes,
      @JsonProperty("link_bytes_per_s") long linkBytesPerSecond,
      double seconds,
      @JsonProperty("bare_bytes_per_s") double bareBytesPerSecond,
      double used,
      @JsonProperty("of_bare") double ofBare,
      int live,
      @JsonProperty("live_p50_ms") double liveP50Ms,
      @JsonProperty("live_p95_ms") double liveP95Ms,
      @JsonProperty("alone_p95_ms") double aloneP95Ms,
      long repeated) {

    String says() {
      return String.format(
          Locale.ROOT,
          "%d x %d bytes in %.1f s: %.1f %% of %.1f Mbit/s, %.1f %% of a bare stream; %d live, p50"
              + " %.0f ms, p95 %.0f ms to the receipt (%.0f without replays); %d sent twice",
          messages,
          bytes,
          seconds,
          100 * used,
          linkBytesPerSecond * 8 / 1e6,
          100 * ofBare,
          live,
          liveP50Ms,
          liveP95Ms,
          aloneP95Ms,
          repeated);
    }
  }

  ReplayBench(Plan plan) {
    this.plan = plan;
  }

  Result run() throws IOException, InterruptedException {
    double bare = BareStream.bytesPerSecond(plan.linkBytesPerSecond());
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.loopback());
        LinkProxy link = LinkProxy.to("127.0.0.1", broker.port());
        AnsweringHub _ = new AnsweringHub(broker.port(), ReplayStation.STATION);
        ReplayStation station = station("outbox.db")) {
      station.backlog(plan.messages());
      link.slow(plan.linkBytesPerSecond());
      double[] alone = alone(link);
      station.connect(link.port());
      return measured(station, bare, alone);
    }
  }

  private ReplayStation station(String file) {
    return new ReplayStation(
        ReplayStation.outbox(plan.folder().resolve(file), plan.messages(), plan.bytes()),
        UplinkSettings.DEFAULT,
        plan.bytes());
  }

  /** What happens on a link that carries nothing else. */
  private double[] alone(LinkProxy link) throws InterruptedException {
    long deadline = System.nanoTime() + plan.patience().toNanos();
    try (ReplayStation quiet = station("alone.db")) {
      quiet.connect(link.port());
      for (int asked = 1; asked <= ALONE; asked++) {
        TimeUnit.NANOSECONDS.sleep(LIVE_EVERY.toNanos());
        quiet.happens();
      }
      while (quiet.liveMs().length < ALONE && System.nanoTime() - deadline < 0) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
      }
      return quiet.liveMs();
    }
  }

  private Result measured(ReplayStation station, double bare, double[] alone)
      throws InterruptedException {
    long deadline = System.nanoTime() + plan.patience().toNanos();
    await(station, 1, deadline);
    long begun = System.nanoTime();
    try (ScheduledExecutorService line = Executors.newSingleThreadScheduledExecutor()) {
      var _ =
          line.scheduleAtFixedRate(
              station::happens, 0, LIVE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      await(station, plan.messages(), deadline);
      line.shutdownNow();
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    return result(station, seconds, bare, alone);
  }

  private static void await(ReplayStation station, long messages, long deadline)
      throws InterruptedException {
    while (station.replayed() < messages) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "only " + station.replayed() + " of " + messages + " were replayed in time");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  /** Live pictures use the link as well. */
  private Result result(ReplayStation station, double seconds, double bare, double[] alone) {
    double[] live = station.liveMs();
    double rate = ((double) plan.messages() - 1 + live.length) * plan.bytes() / seconds;
    return new Result(
        plan.messages(),
        plan.bytes(),
        plan.linkBytesPerSecond(),
        seconds,
        bare,
        rate / plan.linkBytesPerSecond(),
        rate / bare,
        live.length,
        at(live, 50),
        at(live, 95),
        at(alone, 95),
        station.repeated());
  }

  private static double at(double[] sorted, int percent) {
    return sorted.length == 0 ? 0 : sorted[sorted.length * percent / 100];
  }
}
