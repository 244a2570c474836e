package dev.andon.hub.admin;

import dev.andon.hub.account.Keys;
import dev.andon.hub.account.VirtualKey;
import dev.andon.hub.billing.Billing;
import dev.andon.hub.budget.BudgetStatus;
import dev.andon.hub.http.Callers;
import dev.andon.hub.http.Problem;
import dev.andon.hub.json.JsonWriter;
import dev.andon.hub.openai.OpenAiErrorWriter;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.Checked;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;

/** {@code GET /v1/quota}: what the caller's own key may use and what is left of it. Thread-safe. */
public record QuotaDoor(Keys keys, Billing billing) implements HttpService {
  @Override
  public void routing(HttpRules rules) {
    rules.get("/quota", this::quota);
  }

  private void quota(ServerRequest request, ServerResponse response) {
    String presented =
        switch (Callers.caller(request.headers())) {
          case Caller.Presented key -> key.key();
          case Caller.Anonymous _, Caller.Station _ -> "";
        };
    switch (keys.find(presented)) {
      case Checked.Stop<VirtualKey> no ->
          OpenAiErrorWriter.send(response, Problem.of(no.refusal()));
      case Checked.Go<VirtualKey> known -> {
        response.header("Content-Type", "application/json");
        response.send(json(known.value()));
      }
    }
  }

  private byte[] json(VirtualKey key) {
    return JsonWriter.bytes(
        out -> {
          out.field("object", "quota");
          out.field("key", key.id());
          out.strings("models", key.allowedModels());
          out.field("expires", key.expires().map(Instant::toString));
          out.array("budgets", () -> billing.standing(key.owners()).forEach(s -> budget(out, s)));
        });
  }

  private static void budget(JsonWriter out, BudgetStatus standing) {
    out.object(
        () -> {
          out.field("scope", standing.rule().id());
          out.field("limit", standing.limit().toString());
          out.field("stop", standing.stop().toString());
          out.field("spent", standing.spent().toString());
          out.field("held", standing.held().toString());
          out.field("left", standing.left().toString());
          out.field("resets_at", standing.resetsAt().map(Instant::toString));
        });
  }
}
