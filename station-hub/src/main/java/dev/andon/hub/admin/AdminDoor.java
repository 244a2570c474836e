package dev.andon.hub.admin;

import dev.andon.hub.chat.RawJson;
import dev.andon.hub.json.JsonWriter;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.telemetry.RequestJournal;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * {@code GET /admin/requests} and {@code GET /admin/requests/{id}}, where the id may also be an
 * escalation's: then every request it caused is shown. Thread-safe.
 */
public final class AdminDoor implements HttpService {
  private static final int LATEST = 100;

  private final AdminGate gate;
  private final RequestJournal journal;
  private final Function<UUID, List<UUID>> requestsOfEscalation;

  public AdminDoor(
      AdminGate gate, RequestJournal journal, Function<UUID, List<UUID>> requestsOfEscalation) {
    this.gate = gate;
    this.journal = journal;
    this.requestsOfEscalation = requestsOfEscalation;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/requests", gate.guard(this::latest));
    rules.get("/requests/{id}", gate.guard(this::one));
  }

  private void latest(ServerRequest request, ServerResponse response) {
    AdminBody.send(
        response,
        200,
        out ->
            out.array("requests", () -> journal.latest(LATEST).forEach(line -> line(out, line))));
  }

  private static void line(JsonWriter out, RequestJournal.Line line) {
    out.object(
        () -> {
          out.field("id", line.id());
          out.field("received_ms", line.receivedMs());
          out.field("door", line.door());
          out.field("key", line.key());
          out.field("line", line.line());
          out.field("model", line.model());
          out.field("outcome", line.outcome());
          out.field("took_ms", line.tookMicros() / 1e3);
          out.field("cost", line.cost().map(Object::toString));
        });
  }

  private void one(ServerRequest request, ServerResponse response) {
    Optional<UUID> id = id(request.path().pathParameters().get("id"));
    List<String> trails = id.map(this::trails).orElse(List.of());
    if (trails.isEmpty()) {
      AdminBody.error(response, 404, "no such request is kept");
      return;
    }
    AdminBody.send(
        response,
        200,
        out -> {
          out.field("id", id.map(UUID::toString));
          out.array("requests", () -> trails.forEach(trail -> out.raw(RawJson.of(trail))));
        });
  }

  private List<String> trails(UUID id) {
    List<UUID> requests = new ArrayList<>(requestsOfEscalation.apply(id));
    if (requests.isEmpty()) {
      requests.add(id);
    }
    return requests.stream()
        .filter(r -> r.version() == 7)
        .flatMap(r -> journal.find(new RequestId(r)).stream())
        .toList();
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }
}
