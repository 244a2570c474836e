package dev.andon.hub.admin;

import dev.andon.hub.account.IssuedKey;
import dev.andon.hub.account.Keys;
import dev.andon.hub.account.VirtualKey;
import dev.andon.hub.json.JsonWriter;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Virtual keys for operators, under {@code /admin/keys}: list, issue, rotate, expire, revoke. A
 * secret is in the answer that made it and nowhere else; keys of the YAML are refused. Thread-safe.
 */
public final class KeyDoor implements HttpService {
  private static final Duration OVERLAP = Duration.ofHours(24);

  private final AdminGate gate;
  private final Keys keys;
  private final Owner plant;

  /**
   * A door to all keys.
   *
   * @param plant owner of every key that is issued
   */
  public KeyDoor(AdminGate gate, Keys keys, Owner plant) {
    this.gate = gate;
    this.keys = keys;
    this.plant = plant;
  }

  /** A key to be issued; {@code id}, {@code owners} and {@code models} are required. */
  record Order(
      @Nullable String id,
      @Nullable List<String> owners,
      @Nullable List<String> models,
      @Nullable List<String> namespace,
      @Nullable String deadline,
      @Nullable String expires,
      @Nullable Boolean logContent,
      @Nullable Boolean clampOutput,
      @Nullable List<String> fetchHosts,
      @Nullable Map<String, String> labels) {}

  /** For how long the former secret stays good, such as PT24H. */
  record Rotation(@Nullable String overlap) {}

  /** From when the key is refused. */
  record Expiry(@Nullable String at) {}

  @Override
  public void routing(HttpRules rules) {
    rules.get("/", gate.guard(this::list));
    rules.post("/", gate.guard(AdminBody.explained(this::issue)));
    rules.post("/{id}/rotate", gate.guard(AdminBody.explained(this::rotate)));
    rules.post("/{id}/expire", gate.guard(AdminBody.explained(this::expire)));
    rules.post("/{id}/revoke", gate.guard(AdminBody.explained(this::revoke)));
  }

  private void list(ServerRequest request, ServerResponse response) {
    AdminBody.send(
        response,
        200,
        json ->
            json.array(
                "keys", () -> keys.all().forEach(key -> json.object(() -> shown(json, key)))));
  }

  private void issue(ServerRequest request, ServerResponse response) {
    VirtualKey key = key(AdminBody.read(request, Order.class));
    IssuedKey issued = keys.issue(key);
    AdminBody.send(response, 201, json -> withSecret(json, issued));
  }

  private void rotate(ServerRequest request, ServerResponse response) {
    String overlap = AdminBody.read(request, Rotation.class).overlap();
    Duration period = overlap == null ? OVERLAP : AdminBody.period("overlap", overlap);
    IssuedKey issued = keys.rotate(id(request), period);
    AdminBody.send(response, 200, json -> withSecret(json, issued));
  }

  private void expire(ServerRequest request, ServerResponse response) {
    keys.expire(id(request), AdminBody.time("at", AdminBody.read(request, Expiry.class).at()));
    one(request, response);
  }

  private void revoke(ServerRequest request, ServerResponse response) {
    var _ = AdminBody.read(request, Rotation.class);
    keys.revoke(id(request));
    one(request, response);
  }

  private void one(ServerRequest request, ServerResponse response) {
    VirtualKey key = keys.byId(id(request)).orElseThrow();
    AdminBody.send(response, 200, json -> shown(json, key));
  }

  private VirtualKey key(Order order) {
    Stream<Owner> owners = AdminBody.required("owners", order.owners).stream().map(Owner::parse);
    return new VirtualKey(
        AdminBody.required("id", order.id),
        new Owners(Stream.concat(owners, Stream.of(plant)).distinct().toList()),
        AdminBody.required("models", order.models),
        Optional.ofNullable(order.namespace).orElse(List.of()),
        Optional.ofNullable(order.deadline).map(text -> AdminBody.period("deadline", text)),
        Boolean.TRUE.equals(order.logContent),
        Boolean.TRUE.equals(order.clampOutput),
        Optional.ofNullable(order.fetchHosts).orElse(List.of()),
        Optional.ofNullable(order.labels).orElse(Map.of()),
        VirtualKey.Managed.API,
        Optional.ofNullable(order.expires).map(text -> AdminBody.time("expires", text)),
        false);
  }

  private static String id(ServerRequest request) {
    return request.path().pathParameters().get("id");
  }

  private static void withSecret(JsonWriter json, IssuedKey issued) {
    shown(json, issued.key());
    json.field("secret", issued.secret());
  }

  private static void shown(JsonWriter json, VirtualKey key) {
    json.field("id", key.id());
    json.field("managed", key.managed().toString());
    json.strings("owners", key.owners().chain().stream().map(Owner::toString).toList());
    json.strings("models", key.allowedModels());
    json.strings("namespace", key.namespaceFields());
    json.object("labels", () -> key.labels().forEach(json::field));
    json.field("revoked", key.revoked());
    json.field("expires", key.expires().map(Instant::toString));
  }
}
