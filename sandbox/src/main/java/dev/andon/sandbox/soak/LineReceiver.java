package dev.andon.sandbox.soak;

import dev.andon.sandbox.http.WebExchange;
import dev.andon.sandbox.http.WebServer;
import dev.andon.sandbox.soak.audit.JsonLines;
import dev.andon.sandbox.soak.audit.SignalLine;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The line's end of the stations' webhooks: writes down what arrives, a file for each station, and
 * answers afterwards. Thread-safe.
 */
final class LineReceiver implements AutoCloseable {

  private final Map<String, JsonLines> files = new HashMap<>();
  private final Map<String, AtomicLong> counts = new HashMap<>();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong verdicts = new AtomicLong();
  private final WebServer server;

  LineReceiver(SoakFolder folder, List<String> stations) {
    stations.forEach(name -> files.put("/" + name, JsonLines.appendTo(folder.signals(name))));
    stations.forEach(name -> counts.put("/" + name, new AtomicLong()));
    this.server = WebServer.start(0, this::take);
  }

  int port() {
    return server.port();
  }

  /** Signals so far. */
  long received() {
    return received.get();
  }

  /** Signals of one station so far. */
  long received(String station) {
    AtomicLong count = counts.get("/" + station);
    return count == null ? 0 : count.get();
  }

  /** Signals that followed a verdict. */
  long verdicts() {
    return verdicts.get();
  }

  private void take(WebExchange exchange) throws IOException {
    JsonLines file = files.get(exchange.request().path());
    AtomicLong count = counts.get(exchange.request().path());
    if (file == null || count == null) {
      exchange.respond(404, Map.of(), new byte[0]);
      return;
    }
    JsonNode body = JsonMapper.shared().readTree(exchange.request().body());
    file.add(
        new SignalLine(
            System.currentTimeMillis(),
            UUID.fromString(body.path("id").asString()),
            body.path("part_id").asString(),
            body.path("signal").asString(),
            body.path("cause").asString()));
    received.incrementAndGet();
    count.incrementAndGet();
    if (body.path("cause").asString().equals("verdict")) {
      verdicts.incrementAndGet();
    }
    exchange.respond(200, Map.of(), new byte[0]);
  }

  @Override
  public void close() {
    server.close();
    files.values().forEach(JsonLines::close);
  }
}
