package dev.andon.hub.routing.plan;

import dev.andon.hub.request.RequestLane;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A route, as the configuration writes it.
 *
 * @param name in trails and metrics; default its first model
 * @param models what callers ask for: {@code provider/model} or an alias
 * @param candidates drawn by weight; default: the asked model itself
 * @param fallbacks asked afterwards, in this order
 * @param when conditions, default always
 * @param hedgeAfter ask the next one while the first has been silent for so long; live lane only
 */
public record RouteConfig(
    Optional<String> name,
    List<String> models,
    Optional<List<CandidateConfig>> candidates,
    Optional<List<String>> fallbacks,
    Optional<When> when,
    Optional<Duration> hedgeAfter) {
  public RouteConfig {
    models = List.copyOf(models);
    if (models.isEmpty()) {
      throw new IllegalArgumentException("a route names at least one model in 'models'");
    }
    fallbacks.orElse(List.of()).forEach(Candidate::parse);
  }

  /** When a route counts; each list means any of. */
  public record When(
      Optional<List<String>> keys,
      Optional<List<String>> lines,
      Optional<List<String>> variants,
      Optional<RequestLane> lane) {}
}
