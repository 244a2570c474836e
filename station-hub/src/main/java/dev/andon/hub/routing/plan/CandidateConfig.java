package dev.andon.hub.routing.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Optional;

/**
 * A candidate of a route: {@code provider/model}, or an object with its weight.
 *
 * @param model {@code provider/model}
 * @param weight share of the first attempts, default the provider's weight
 */
public record CandidateConfig(String model, Optional<Double> weight) {
  @JsonCreator
  public CandidateConfig {
    Candidate.parse(model);
  }

  /** A candidate that is written as a text. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static CandidateConfig of(String model) {
    return new CandidateConfig(model, Optional.empty());
  }
}
