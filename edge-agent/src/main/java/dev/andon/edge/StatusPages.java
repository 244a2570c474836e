package dev.andon.edge;

import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.outbox.Tally;
import dev.andon.wire.StationId;
import java.time.InstantSource;
import java.util.function.Supplier;

/** What the agent's HTTP server shows. Thread-safe. */
final class StatusPages {
  private final StationId station;
  private final Supplier<AgentState> state;
  private final Supplier<String> metrics;
  private final InstantSource clock;

  /** One answer. */
  record Page(int status, String type, String body) {}

  StatusPages(
      StationId station,
      Supplier<AgentState> state,
      Supplier<String> metrics,
      InstantSource clock) {
    this.station = station;
    this.state = state;
    this.metrics = metrics;
    this.clock = clock;
  }

  Page page(String path) {
    try {
      return switch (path) {
        case "/" -> new Page(200, "text/html", html(state.get()));
        case "/metrics" -> new Page(200, "text/plain; version=0.0.4", metrics.get());
        case "/health/live" -> live(state.get());
        case "/health/ready" -> ready(state.get());
        default -> new Page(404, "text/plain", "try /, /metrics, /health/live or /health/ready\n");
      };
    } catch (OutboxException unusable) {
      return new Page(503, "text/plain", unusable.getMessage() + "\n");
    }
  }

  private static Page live(AgentState now) {
    boolean failed = now.captureEnded().filter(reason -> reason.startsWith("failed")).isPresent();
    return failed
        ? new Page(503, "text/plain", "capture " + now.captureEnded().orElse("") + "\n")
        : new Page(200, "text/plain", "live\n");
  }

  /** A station without its hub is ready: it judges, decides and stores. */
  private static Page ready(AgentState now) {
    return now.capturing()
        ? new Page(200, "text/plain", "ready, hub " + link(now) + "\n")
        : new Page(
            503, "text/plain", "no frames: " + now.captureEnded().orElse("not started") + "\n");
  }

  private static String link(AgentState now) {
    return now.connected() ? "connected" : "not connected";
  }

  private String html(AgentState now) {
    StringBuilder rows = new StringBuilder();
    row(rows, "hub", link(now));
    row(rows, "capture", now.captureEnded().orElse("running"));
    row(rows, "queued", String.valueOf(now.waiting().queued()));
    row(rows, "sent, no receipt yet", String.valueOf(now.waiting().sent()));
    row(rows, "awaiting a verdict", String.valueOf(now.waiting().awaitingVerdict()));
    row(rows, "undecided parts", String.valueOf(now.undecided()));
    now.tally()
        .counts()
        .forEach(
            (name, count) -> {
              if (name != Tally.Name.SEQUENCE) {
                row(rows, name.text().replace('_', ' '), String.valueOf(count));
              }
            });
    return """
        <!doctype html><html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="refresh" content="5"><title>Andon %s</title>
        <style>body{font-family:sans-serif;margin:2em}td{padding:.2em 1em .2em 0}</style></head>
        <body><h1>%s</h1><p>%s</p><table>%s</table></body></html>
        """
        .formatted(escaped(station.toString()), escaped(station.toString()), clock.instant(), rows);
  }

  private static void row(StringBuilder rows, String name, String value) {
    rows.append("<tr><td>")
        .append(escaped(name))
        .append("</td><td>")
        .append(escaped(value))
        .append("</td></tr>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
