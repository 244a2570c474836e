package dev.andon.hub.routing.plan;

import dev.andon.hub.request.RequestLane;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who answers requests for certain models.
 *
 * @param name in trails and metrics
 * @param models the names that callers use: {@code provider/model} or an alias
 * @param conditions when it counts
 * @param candidates drawn by weight for the first attempt; the others follow in the drawn order
 * @param fallbacks asked after all candidates, in this order
 * @param hedge whether a live escalation may ask the next one while the first is still silent
 */
public record Route(
    String name,
    Set<String> models,
    Conditions conditions,
    List<Weighted> candidates,
    List<Candidate> fallbacks,
    Optional<Hedge> hedge) {

  public Route {
    models = Set.copyOf(models);
    candidates = List.copyOf(candidates);
    fallbacks = List.copyOf(fallbacks);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("route " + name + " has no candidate");
    }
  }

  /**
   * A candidate and its share.
   *
   * @param weight above 0
   */
  public record Weighted(Candidate candidate, double weight) {
    public Weighted {
      if (!(weight > 0) || Double.isInfinite(weight)) {
        throw new IllegalArgumentException(
            "the weight of " + candidate + " is above 0, not " + weight);
      }
    }
  }

  /**
   * When a route counts; an empty condition always holds.
   *
   * @param keys ids of virtual keys
   */
  public record Conditions(
      Set<String> keys, Set<String> lines, Set<String> variants, Optional<RequestLane> lane) {
    public static final Conditions ALWAYS =
        new Conditions(Set.of(), Set.of(), Set.of(), Optional.empty());

    public Conditions {
      keys = Set.copyOf(keys);
      lines = Set.copyOf(lines);
      variants = Set.copyOf(variants);
    }

    boolean hold(RouteQuery asked) {
      return (keys.isEmpty() || keys.contains(asked.keyId()))
          && (lines.isEmpty() || asked.attributes().line().filter(lines::contains).isPresent())
          && (variants.isEmpty()
              || asked.attributes().variant().filter(variants::contains).isPresent())
          && lane.map(l -> l == asked.lane()).orElse(true);
    }
  }

  boolean answers(RouteQuery asked) {
    return models.contains(asked.model().text()) && conditions.hold(asked);
  }
}
