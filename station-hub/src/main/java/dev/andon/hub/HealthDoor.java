package dev.andon.hub;

import dev.andon.hub.admin.AdminGate;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code /health/live}, {@code /health/ready} (503 with what is wrong, a line each) and {@code
 * /metrics} in Prometheus' text format.
 */
record HealthDoor(Supplier<List<String>> problems, AdminGate gate, PrometheusMeterRegistry meters)
    implements HttpService {
  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/health/live", (request, response) -> text(response, 200, "live\n"))
        .get("/health/ready", this::readiness)
        .get("/metrics", gate.guard(this::metrics));
  }

  private void readiness(ServerRequest request, ServerResponse response) {
    List<String> wrong = problems.get();
    if (wrong.isEmpty()) {
      text(response, 200, "ready\n");
    } else {
      text(response, 503, String.join("\n", wrong) + "\n");
    }
  }

  private void metrics(ServerRequest request, ServerResponse response) {
    response.header("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    response.send(meters.scrape().getBytes(StandardCharsets.UTF_8));
  }

  private static void text(ServerResponse response, int status, String text) {
    response.status(status);
    response.header("Content-Type", "text/plain; charset=utf-8");
    response.send(text.getBytes(StandardCharsets.UTF_8));
  }
}
