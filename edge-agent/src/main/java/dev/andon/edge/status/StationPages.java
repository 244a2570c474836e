package dev.andon.edge.status;

import dev.andon.edge.outbox.OutboxException;
import dev.andon.wire.StationId;
import java.time.InstantSource;
import java.util.function.Supplier;

/** What the agent's HTTP server shows. Thread-safe. */
public final class StationPages {
  private final StationId station;
  private final Supplier<AgentState> state;
  private final Supplier<String> metrics;
  private final boolean enrolment;
  private final InstantSource clock;

  /** One answer. */
  record Page(int status, String type, String body) {}

  /**
   * @param enrolment whether {@code /enrol} is served beside these pages
   */
  public StationPages(
      StationId station,
      Supplier<AgentState> state,
      Supplier<String> metrics,
      boolean enrolment,
      InstantSource clock) {
    this.station = station;
    this.state = state;
    this.metrics = metrics;
    this.enrolment = enrolment;
    this.clock = clock;
  }

  Page page(String path) {
    try {
      return switch (path) {
        case "/" ->
            new Page(
                200, "text/html", StationPage.of(station, state.get(), enrolment, clock.instant()));
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

  /** A station without its hub is ready: it judges, decides and stores. */
  private static Page ready(AgentState now) {
    if (!now.capturing()) {
      return new Page(
          503, "text/plain", "no frames: " + now.captureEnded().orElse("not started") + "\n");
    }
    if (now.camera().lost().isPresent()) {
      return new Page(503, "text/plain", "no frames: " + now.camera().lost().get() + "\n");
    }
    if (now.cameraFault().isPresent()) {
      return new Page(503, "text/plain", now.cameraFault().get() + "\n");
    }
    return now.outbox().writes()
        ? new Page(200, "text/plain", "ready, hub " + link(now) + "\n")
        : new Page(503, "text/plain", StationPage.store(now) + "\n");
  }

  private static String link(AgentState now) {
    return now.connected() ? "connected" : "not connected";
  }
}
