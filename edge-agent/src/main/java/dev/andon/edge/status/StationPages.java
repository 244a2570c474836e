package dev.andon.edge.status;

import dev.andon.edge.outbox.OutboxException;
import dev.andon.wire.Readings;
import dev.andon.wire.StationId;
import java.time.InstantSource;
import java.util.function.Supplier;

/** What the agent's HTTP server shows. Thread-safe. */
public final class StationPages {
  private final StationId station;
  private final Supplier<AgentState> state;
  private final Supplier<Readings> readings;
  private final Supplier<String> metrics;
  private final Doors doors;
  private final InstantSource clock;

  /**
   * Where the page leads to.
   *
   * @param enrolment whether golden frames can be made
   * @param frames whether the last frames can be seen
   */
  public record Doors(boolean enrolment, boolean frames) {}

  /** One answer. */
  record Page(int status, String type, String body) {}

  /**
   * @param readings what is measured now
   * @param doors what is served beside these pages
   */
  public StationPages(
      StationId station,
      Supplier<AgentState> state,
      Supplier<Readings> readings,
      Supplier<String> metrics,
      Doors doors,
      InstantSource clock) {
    this.station = station;
    this.state = state;
    this.readings = readings;
    this.metrics = metrics;
    this.doors = doors;
    this.clock = clock;
  }

  Page page(String path) {
    try {
      return switch (path) {
        case "/" ->
            new Page(
                200,
                "text/html",
                StationPage.of(station, state.get(), readings.get(), doors, clock.instant()));
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
    return now.capturing() || now.captureEnded().isPresent()
        ? new Page(200, "text/plain", "live\n")
        : new Page(503, "text/plain", "the capture thread does not run\n");
  }

  private static Page ready(AgentState now) {
    return now.notReady()
        .map(why -> new Page(503, "text/plain", why + "\n"))
        .orElseGet(() -> new Page(200, "text/plain", "ready, hub " + now.link() + "\n"));
  }
}
