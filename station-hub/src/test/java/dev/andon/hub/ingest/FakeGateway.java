package dev.andon.hub.ingest;

import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.gateway.Gateway;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.request.Failure;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.Trail;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A gateway whose outcome a test chooses; keeps every request. */
final class FakeGateway implements Gateway {
  final List<GatewayRequest> requests = new CopyOnWriteArrayList<>();
  volatile Function<GatewayRequest, GatewayOutcome> answer = FakeGateway::pass;

  @Override
  public GatewayOutcome handle(GatewayRequest request) {
    requests.add(request);
    return answer.apply(request);
  }

  static GatewayOutcome pass(GatewayRequest request) {
    return answered(request, "{\"verdict\":\"pass\",\"findings\":[]}");
  }

  static GatewayOutcome answered(GatewayRequest request, String text) {
    return new GatewayOutcome.Answered(
        new Completion(
            "id", "m", 0, List.of(Choice.ofText(0, text)), TokenUsage.of(10, 5), List.of()),
        trail(request, new Trail.Result.Succeeded(), Optional.of(Money.ofMicros(1_500, "EUR"))));
  }

  static GatewayOutcome failed(GatewayRequest request, Failure.Kind kind) {
    return new GatewayOutcome.Failed(
        new Failure(kind, "no provider", Optional.empty()), trail(request));
  }

  static GatewayOutcome refused(GatewayRequest request, Refusal refusal) {
    return new GatewayOutcome.Refused(refusal, trail(request));
  }

  private static Trail trail(GatewayRequest request) {
    return new Trail(
        request.id(),
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Trail.CacheNote.NONE,
        List.of(),
        Duration.ZERO,
        Duration.ZERO);
  }

  private static Trail trail(GatewayRequest request, Trail.Result result, Optional<Money> cost) {
    return new Trail(
        request.id(),
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Trail.CacheNote.NONE,
        List.of(
            new Trail.Attempt(
                1,
                Trail.Cause.FIRST,
                "openai/gpt-4o-mini",
                Optional.empty(),
                Instant.EPOCH,
                Duration.ZERO,
                Optional.empty(),
                result,
                TokenUsage.of(10, 5),
                Optional.empty(),
                Optional.empty(),
                cost)),
        Duration.ZERO,
        Duration.ZERO);
  }
}
