package dev.andon.hub.console;

import dev.andon.hub.admin.AdminGate;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * {@code GET /}: the status page.
 *
 * @param view asked for at each load
 */
public record ConsoleDoor(AdminGate gate, Supplier<PlantView> view) implements HttpService {
  @Override
  public void routing(HttpRules rules) {
    rules.get("/", gate.guardPage(this::page));
  }

  private void page(ServerRequest request, ServerResponse response) {
    response.header("Content-Type", "text/html; charset=utf-8");
    response.header("Cache-Control", "no-store");
    response.header("Referrer-Policy", "no-referrer");
    response.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    response.send(PlantPage.of(view.get(), gate.isOpen()).getBytes(StandardCharsets.UTF_8));
  }
}
