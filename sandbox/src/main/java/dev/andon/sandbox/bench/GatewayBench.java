package dev.andon.sandbox.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Runs the rows of the gateway's benchmark: each body, upstream latency and load, direct, through
 * nginx and through the hub.
 */
final class GatewayBench {
  static final String KEY = "vk_bench";
  private static final int CONNECTIONS = 64;
  private static final int MANY_CONNECTIONS = 256;
  private static final double HALF = 0.5;

  /** Of what the machine reaches, where that is less than what was asked for. */
  private static final double BULK_SHARE = 0.7;

  private static final Duration TRIAL = Duration.ofSeconds(5);
  private static final Pattern UPSTREAM_PORT = Pattern.compile("port (\\d+)");
  private static final Pattern HUB_PORT = Pattern.compile("hub ready at http://[^:]+:(\\d+)");

  /** As {@code ./andon hub} starts it. */
  private static final List<String> HUB_OPTIONS =
      List.of(
          "-Xms64m",
          "-Xmx176m",
          "-Xmn40m",
          "-XX:PretenureSizeThreshold=65536",
          "-XX:+UseSerialGC",
          "--enable-native-access=ALL-UNNAMED");

  private final Plan plan;
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
   * Its memory is measured under many connections; larger ones meet the bound on bytes in flight.
   */
  private static final Body MEMORY_BODY = BODIES.get(1);

  /**
   * What is run.
   *
   * @param folder for the hubs' files; created, and left for whoever wants to look
   * @param span of each row
   * @param warmUp before a hub's first row: a Java process needs some ten thousand requests
   * @param nginx the program; without it its rows are left out
   */
  record Plan(Path folder, Duration span, Duration warmUp, Optional<Path> nginx) {}

  /** Somebody who takes requests at a port. */
  private record Target(String name, int port, Optional<Child> process) {}

  GatewayBench(Plan plan, PrintWriter out) {
    this.plan = plan;
    this.out = out;
  }

  /** Every row, for upstreams of these latencies. */
  List<BenchRow> run(List<Long> latencies, List<Body> bodies) throws IOException {
    for (long latency : latencies) {
      try (Child upstream = upstream(latency);
          Child hub = hub(upstream.port())) {
        warm(hub.port(), bodies.getFirst());
        for (Body body : bodies) {
          rows(latency, body, upstream, hub);
        }
      }
    }
    return List.copyOf(rows);
  }

  /**
   * A bulk run: one body at one rate for as long as the span is, through the hub alone. A machine
   * that cannot reach the rate, as it runs load tool and upstream too, is asked for less, and the
   * output says so.
   */
  List<BenchRow> bulk(double rate, Body body, long latency) throws IOException {
    try (Child upstream = upstream(latency);
        Child hub = hub(upstream.port())) {
      warm(hub.port(), body);
      double most = reached(hub.port(), body);
      double paced = Math.min(rate, Math.floor(most * BULK_SHARE));
      if (paced < rate) {
        out.printf(
            Locale.ROOT,
            "This machine reaches %.0f requests/s with load tool and upstream on it, so %.0f/s are"
                + " sent instead of %.0f.%n",
            most,
            paced,
            rate);
      }
      add(atRate(new Target("andon", hub.port(), Optional.of(hub)), body, latency, paced));
    }
    return List.copyOf(rows);
  }

  private static double reached(int port, Body body) {
    Load load = new Load(port, body.request());
    double perSecond = load.saturating(MANY_CONNECTIONS, TRIAL).perSecond();
    load.close();
    return perSecond;
  }

  private void rows(long latency, Body body, Child upstream, Child hub) throws IOException {
    Target direct = new Target("direct", upstream.port(), Optional.empty());
    Target andon = new Target("andon", hub.port(), Optional.of(hub));
    warm(hub.port(), body);
    BenchRow most = saturated(andon, body, latency, CONNECTIONS);
    double half = most.rate() * HALF;
    add(most);
    add(atRate(andon, body, latency, half));
    if (latency > 0 && body.equals(MEMORY_BODY)) {
      add(saturated(andon, body, latency, MANY_CONNECTIONS));
    }
    add(saturated(direct, body, latency, CONNECTIONS));
    add(atRate(direct, body, latency, half));
    if (plan.nginx().isPresent()) {
      Path place = Files.createTempDirectory(plan.folder(), "nginx");
      try (Child nginx = Nginx.start(plan.nginx().get(), place, upstream.port())) {
        Target proxy = new Target("nginx", nginx.port(), Optional.of(nginx));
        add(saturated(proxy, body, latency, CONNECTIONS));
        add(atRate(proxy, body, latency, half));
      }
    }
  }

  private void add(BenchRow row) {
    rows.add(row);
    out.print(row.tableLine());
    out.flush();
  }

  private void warm(int port, Body body) {
    Load load = new Load(port, body.request());
    load.saturating(16, plan.warmUp());
    load.close();
  }

  private BenchRow saturated(Target target, Body body, long latency, int connections)
      throws IOException {
    Load load = new Load(target.port(), body.request());
    Meter meter = new Meter(target.process());
    Load.Figures figures = load.saturating(connections, plan.span());
    load.close();
    String how = connections + " connections";
    return meter.row(target.name(), body, latency, how, figures.perSecond(), figures);
  }

  private BenchRow atRate(Target target, Body body, long latency, double rate) throws IOException {
    Load load = new Load(target.port(), body.request());
    Meter meter = new Meter(target.process());
    Load.Figures figures = load.atRate(rate, plan.span());
    load.close();
    return meter.row(target.name(), body, latency, "open loop", rate, figures);
  }

  private static Child upstream(long latency) throws IOException {
    return Child.java(
        List.of("-XX:+UseSerialGC", "-Xmx128m"),
        BenchUpstream.class.getName(),
        List.of(Long.toString(latency)),
        UPSTREAM_PORT);
  }

  private Child hub(int upstreamPort) throws IOException {
    Path place = Files.createTempDirectory(plan.folder(), "hub");
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
