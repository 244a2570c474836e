package dev.andon.hub.telemetry;

import dev.andon.hub.request.Trail;
import dev.andon.hub.routing.health.RoutingEvents;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routing's events as counters, timers and log lines; tags are names from the configuration.
 * Thread-safe.
 */
public record RoutingMeters(MeterRegistry registry) implements RoutingEvents {
  private static final Logger LOG = LoggerFactory.getLogger(RoutingMeters.class);

  @Override
  public void keyCoolsDown(String provider, String label, Trail.SkipReason reason, Duration wait) {
    LOG.warn(
        "provider key cools down provider={} label={} reason={} seconds={}",
        provider,
        label,
        word(reason),
        wait.toSeconds());
    registry
        .counter(
            "andon.provider.key.cooldowns",
            "provider",
            provider,
            "label",
            label,
            "reason",
            word(reason))
        .increment();
  }

  @Override
  public void keyRestored(String provider, String label) {
    LOG.info("provider key works again provider={} label={}", provider, label);
    registry
        .counter("andon.provider.key.restored", "provider", provider, "label", label)
        .increment();
  }

  @Override
  public void breaker(String provider, String model, String label, boolean open) {
    LOG.warn(
        "breaker {} provider={} model={} label={}",
        open ? "opened" : "closed",
        provider,
        model,
        label);
    registry
        .counter(
            "andon.provider.breaker",
            "provider",
            provider,
            "label",
            label,
            "to",
            open ? "open" : "closed")
        .increment();
  }

  @Override
  public void attempted(Trail.Attempt attempt) {
    String provider = attempt.candidate().substring(0, attempt.candidate().indexOf('/'));
    String result =
        switch (attempt.result()) {
          case Trail.Result.Succeeded _ -> "succeeded";
          case Trail.Result.Running _ -> "running";
          case Trail.Result.Failed failed -> word(failed.error());
        };
    registry
        .timer(
            "andon.attempts",
            "provider",
            provider,
            "cause",
            word(attempt.cause()),
            "result",
            result)
        .record(attempt.took());
    registry
        .counter("andon.tokens", "provider", provider, "kind", "input")
        .increment((double) attempt.usage().input());
    registry
        .counter("andon.tokens", "provider", provider, "kind", "output")
        .increment((double) attempt.usage().output());
    attempt
        .cost()
        .ifPresent(
            cost ->
                registry
                    .counter(
                        "andon.spend",
                        "provider",
                        provider,
                        "currency",
                        cost.currency().getCurrencyCode())
                    .increment(cost.micros() / 1e6));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
