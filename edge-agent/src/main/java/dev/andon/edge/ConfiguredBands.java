package dev.andon.edge;

import dev.andon.edge.triage.BandRule;
import dev.andon.edge.triage.Hysteresis;
import dev.andon.edge.triage.TriagePolicy;
import dev.andon.vision.Band;
import dev.andon.vision.Manifest;
import java.util.List;
import java.util.Optional;

/**
 * The thresholds that a station's file describes, checked against the model that they are for.
 *
 * @param policy decides with them
 * @param hysteresis how they widen
 */
record ConfiguredBands(TriagePolicy policy, Hysteresis.Settings hysteresis) {

  /**
   * @throws IllegalArgumentException that names the rule and what is wrong with it
   */
  static ConfiguredBands of(AgentConfig.Model config, Manifest manifest) {
    List<BandRule> rules =
        config.bands().orElse(List.of()).stream().map(rule -> rule(rule, manifest)).toList();
    return new ConfiguredBands(new TriagePolicy(manifest, rules), hysteresis(config.hysteresis()));
  }

  private static Hysteresis.Settings hysteresis(Optional<AgentConfig.Wavering> config) {
    Hysteresis.Settings otherwise = Hysteresis.Settings.NONE;
    return new Hysteresis.Settings(
        config.flatMap(AgentConfig.Wavering::margin).orElse(otherwise.margin()),
        config.flatMap(AgentConfig.Wavering::clearFrames).orElse(otherwise.clearFrames()));
  }

  /** A rule for a class that the model does not have would be kept and never count. */
  private static BandRule rule(AgentConfig.Rule rule, Manifest manifest) {
    rule.defectClass()
        .filter(name -> !manifest.classes().contains(name))
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "model.bands: the model has no class '%s'; it has %s"
                      .formatted(name, String.join(", ", manifest.classes())));
            });
    if (rule.scale() == BandRule.Scale.REFERENCE && rule.defectClass().isPresent()) {
      throw new IllegalArgumentException(
          "model.bands: class means nothing on the scale reference, which joins all classes");
    }
    return new BandRule(
        rule.scale(),
        rule.defectClass(),
        rule.variant(),
        rule.view(),
        new Band(rule.acceptBelow(), rule.rejectAbove()));
  }
}
