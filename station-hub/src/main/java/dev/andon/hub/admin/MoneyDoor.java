package dev.andon.hub.admin;

import dev.andon.hub.alert.Alert;
import dev.andon.hub.alert.Alerts;
import dev.andon.hub.billing.Billing;
import dev.andon.hub.budget.BudgetStatus;
import dev.andon.hub.budget.TopUp;
import dev.andon.hub.json.JsonWriter;
import dev.andon.hub.ledger.BookedEntry;
import dev.andon.hub.ledger.LedgerReader;
import dev.andon.hub.money.Money;
import dev.andon.hub.request.RequestId;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Budgets for operators, under {@code /admin/budgets}: how each stands, what they raised alerts
 * about, top-ups, and corrections of what was booked. Thread-safe.
 */
public final class MoneyDoor implements HttpService {
  private static final int LATEST = 100;

  private final AdminGate gate;
  private final Billing billing;
  private final LedgerReader ledger;
  private final Alerts alerts;
  private final InstantSource clock;

  public MoneyDoor(
      AdminGate gate, Billing billing, LedgerReader ledger, Alerts alerts, InstantSource clock) {
    this.gate = gate;
    this.billing = billing;
    this.ledger = ledger;
    this.alerts = alerts;
    this.clock = clock;
  }

  /** A budget raised for a time; everything is required. */
  record Raise(
      @Nullable String budget,
      @Nullable BigDecimal amount,
      @Nullable String until,
      @Nullable String reason,
      @Nullable String grantedBy) {}

  /** {@code by} is added to what the attempt was booked at, in the price's currency. */
  record Mending(
      @Nullable String request,
      @Nullable Integer attempt,
      @Nullable BigDecimal by,
      @Nullable String reason) {}

  @Override
  public void routing(HttpRules rules) {
    rules.get("/", gate.guard(this::list));
    rules.get("/alerts", gate.guard(this::alerts));
    rules.post("/top-ups", gate.guard(AdminBody.explained(this::topUp)));
    rules.post("/corrections", gate.guard(AdminBody.explained(this::correct)));
  }

  private void list(ServerRequest request, ServerResponse response) {
    AdminBody.send(
        response,
        200,
        json ->
            json.array(
                "budgets",
                () ->
                    billing
                        .budgets()
                        .standings()
                        .forEach(standing -> json.object(() -> shown(json, standing)))));
  }

  private void alerts(ServerRequest request, ServerResponse response) {
    AdminBody.send(
        response,
        200,
        json ->
            json.array(
                "alerts",
                () ->
                    alerts.latest(LATEST).forEach(alert -> json.object(() -> shown(json, alert)))));
  }

  private void topUp(ServerRequest request, ServerResponse response) {
    Raise raise = AdminBody.read(request, Raise.class);
    String budget = AdminBody.required("budget", raise.budget);
    String currency = budget.substring(budget.lastIndexOf(' ') + 1);
    billing
        .budgets()
        .topUp(
            new TopUp(
                budget,
                Money.of(AdminBody.required("amount", raise.amount), Money.currencyOf(currency)),
                AdminBody.required("reason", raise.reason),
                AdminBody.required("granted_by", raise.grantedBy),
                clock.instant(),
                AdminBody.time("until", raise.until),
                false));
    BudgetStatus now =
        billing.budgets().standings().stream()
            .filter(standing -> standing.rule().id().equals(budget))
            .findFirst()
            .orElseThrow();
    AdminBody.send(response, 201, json -> shown(json, now));
  }

  private void correct(ServerRequest request, ServerResponse response) {
    Mending mending = AdminBody.read(request, Mending.class);
    RequestId id = RequestId.parse(AdminBody.required("request", mending.request));
    int attempt = mending.attempt == null ? 1 : mending.attempt;
    BookedEntry entry =
        ledger.of(id).stream()
            .filter(e -> e.attempt() == attempt)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "attempt " + attempt + " of " + id + " is not in the ledger"));
    billing.correct(
        entry,
        Money.of(AdminBody.required("by", mending.by), entry.charge().price().currency()),
        AdminBody.required("reason", mending.reason));
    long booked = ledger.of(id).stream().mapToLong(e -> e.charge().cost().micros()).sum();
    AdminBody.send(
        response,
        201,
        json -> {
          json.field("request", id.toString());
          json.field("booked", new Money(booked, entry.charge().cost().currency()).toString());
        });
  }

  private static void shown(JsonWriter json, Alert alert) {
    json.field("at", alert.at().toString());
    json.field("kind", alert.kind().word());
    json.field("subject", alert.subject());
    json.field("message", alert.message());
  }

  private static void shown(JsonWriter json, BudgetStatus standing) {
    json.field("budget", standing.rule().id());
    json.field("limit", standing.limit().toString());
    json.field("stop", standing.stop().toString());
    json.field("spent", standing.spent().toString());
    json.field("held", standing.held().toString());
    json.field("left", standing.left().toString());
    json.field("resets_at", standing.resetsAt().map(Instant::toString));
  }
}
