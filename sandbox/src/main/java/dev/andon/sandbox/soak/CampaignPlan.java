package dev.andon.sandbox.soak;

import java.time.Duration;
import java.util.List;

/**
 * Which phases a campaign has, and what each is to reach.
 *
 * @param phases in order, at least one
 */
record CampaignPlan(List<Planned> phases) {

  /**
   * One phase.
   *
   * @param target how many faults, escalations or seconds
   * @param limit how long it may take for that
   */
  record Planned(PhaseKind kind, int target, Duration limit) {}

  CampaignPlan {
    phases = List.copyOf(phases);
    if (phases.isEmpty()) {
      throw new IllegalArgumentException("a campaign needs a phase");
    }
  }

  /**
   * Draws up a campaign.
   *
   * @param only these, in the order of the full campaign; all of it where none is named
   * @param scale 1 for the full size, 0.01 for a hundredth of it; a count is five at least
   */
  static CampaignPlan of(List<PhaseKind> only, double scale) {
    if (!(scale > 0 && scale <= 10)) {
      throw new IllegalArgumentException("--scale must be above 0 and at most 10, not " + scale);
    }
    List<PhaseKind> kinds =
        only.isEmpty() ? PhaseKind.full() : only.stream().distinct().sorted().toList();
    return new CampaignPlan(
        kinds.stream()
            .map(kind -> new Planned(kind, kind.count(scale), kind.limit(scale)))
            .toList());
  }
}
