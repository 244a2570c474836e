package dev.andon.sandbox.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Runs the rows of the gateway's benchmark: each body, upstream latency and load, direct and
 * through the hub.
 */
final class GatewayBench {
  static final String KEY = "vk_bench";
  private static final int CONNECTIONS = 64;
  private static final double HALF = 0.5;
  private static final Pattern UPSTREAM_PORT = Pattern.compile("port (\\d+)");
  private static final Pattern HUB_PORT = Pattern.compile("hub ready at http://[^:]+:(\\d+)");
  private static final List<String> HUB_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms32m",
          "-Xmx256m",
          "--enable-native-access=ALL-UNNAMED",
          "--add-modules=jdk.incubator.vector");

  private final Path folder;
  private final Duration span;
  private final PrintWriter out;
  private final List<BenchRow> rows = new ArrayList<>();

  /** A body that is sent. */
  record Body(String name, int text, int image) {
    Load.RequestText request() {
      return new Load.RequestText(KEY, text, image);
    }
  }

  static final List<Body> BODIES =
      List.of(
          new Body("1 KB text", 800, 0),
          new Body("150 KB image", 200, 150_000),
          new Body("1 MB image", 200, 1_000_000));

  /**
   * @param folder for the hubs' files; created, and left for whoever wants to look
   * @param span of each row
   */
  GatewayBench(Path folder, Duration span, PrintWriter out) {
    this.folder = folder;
    this.span = span;
    this.out = out;
  }

  /** Every row, for upstreams of these latencies. */
  List<BenchRow> run(List<Long> latencies, List<Body> bodies) throws IOException {
    for (long latency : latencies) {
      try (Child upstream = upstream(latency)) {
        for (Body body : bodies) {
          rows(latency, body, upstream);
        }
      }
    }
    return List.copyOf(rows);
  }

  /** A bulk run: one body at one rate for as long as the span is. */
  List<BenchRow> bulk(double rate, Body body, long latency) throws IOException {
    try (Child upstream = upstream(latency);
        Child hub = hub(upstream.port())) {
      warm(hub.port(), body);
      rows.add(atRate("andon", body, latency, rate, hub.port(), Optional.of(hub)));
    }
    return List.copyOf(rows);
  }

  private void rows(long latency, Body body, Child upstream) throws IOException {
    BenchRow direct = saturated("direct", body, latency, upstream.port(), Optional.empty());
    try (Child hub = hub(upstream.port())) {
      warm(hub.port(), body);
      BenchRow most = saturated("andon", body, latency, hub.port(), Optional.of(hub));
      double half = most.rate() * HALF;
      BenchRow paced = atRate("andon", body, latency, half, hub.port(), Optional.of(hub));
      BenchRow same = atRate("direct", body, latency, half, upstream.port(), Optional.empty());
      for (BenchRow row : List.of(direct, most, same, paced)) {
        rows.add(row);
        out.print(row.tableLine());
      }
      out.flush();
    }
  }

  private void warm(int port, Body body) {
    Load load = new Load(port, body.request());
    load.saturating(8, Duration.ofMillis(Math.min(3_000, span.toMillis())));
    load.close();
  }

  private BenchRow saturated(
      String name, Body body, long latency, int port, Optional<Child> gateway) throws IOException {
    Load load = new Load(port, body.request());
    Meter meter = new Meter(gateway);
    Load.Figures figures = load.saturating(CONNECTIONS, span);
    load.close();
    return meter.row(name, body, latency, "64 connections", figures.perSecond(), figures);
  }

  private BenchRow atRate(
      String name, Body body, long latency, double rate, int port, Optional<Child> gateway)
      throws IOException {
    Load load = new Load(port, body.request());
    Meter meter = new Meter(gateway);
    Load.Figures figures = load.atRate(rate, span);
    load.close();
    return meter.row(name, body, latency, "open loop", rate, figures);
  }

  private static Child upstream(long latency) throws IOException {
    return Child.java(
        List.of("-XX:+UseSerialGC", "-Xmx128m"),
        BenchUpstream.class.getName(),
        List.of(Long.toString(latency)),
        UPSTREAM_PORT);
  }

  private Child hub(int upstreamPort) throws IOException {
    Path place = Files.createTempDirectory(folder, "hub");
    Path config = BenchConfig.write(place, upstreamPort);
    return Child.java(
        HUB_OPTIONS,
        "dev.andon.hub.HubMain",
        List.of("hub", "--config", config.toString()),
        HUB_PORT);
  }

  /** The gateway's CPU time and memory around one row. */
  private record Meter(Optional<Child> gateway, long cpuBefore) {
    Meter(Optional<Child> gateway) throws IOException {
      this(gateway, gateway.isPresent() ? gateway.get().footprint().cpuMs() : 0);
    }

    BenchRow row(
        String name, Body body, long latency, String load, double rate, Load.Figures figures)
        throws IOException {
      Footprint after = gateway.isPresent() ? gateway.get().footprint() : new Footprint(0, 0);
      double cpu = (after.cpuMs() - cpuBefore) * 1000.0 / Math.max(1, figures.requests());
      return new BenchRow(
          name,
          body.name(),
          latency,
          load,
          rate,
          figures.p50Ms(),
          figures.p99Ms(),
          cpu,
          after.rssMb(),
          figures.errors());
    }
  }
}
