package dev.andon.edge.actuation;

import dev.andon.wire.Region;
import dev.andon.wire.Verdict;
import java.util.List;

/**
 * From what is known to what the line is told. Pure.
 *
 * @param onTimeout the rule where nothing reliable is known
 */
public record LinePolicy(OnTimeout onTimeout) {
  private static final float EVEN = 0.5f;

  /**
   * The signal for a verdict.
   *
   * @param fallback what the rule for silence says about this part
   */
  public LineSignal signal(Verdict verdict, LineSignal fallback) {
    return switch (verdict) {
      case Verdict.Pass pass -> LineSignal.ACCEPT;
      case Verdict.Defect defect -> LineSignal.REJECT;
      case Verdict.Inconclusive none -> fallback;
    };
  }

  /** The signal without a verdict, from the doubtful regions that triage saw. */
  public LineSignal fallback(List<Region> regions) {
    return switch (onTimeout) {
      case HOLD -> LineSignal.HOLD;
      case REJECT -> LineSignal.REJECT;
      case ACCEPT -> LineSignal.ACCEPT;
      case LOCAL -> likely(regions);
    };
  }

  /**
   * The signal for a part that the camera does not show: it never passes unseen, whatever the rule
   * for silence.
   */
  public LineSignal unseen() {
    return onTimeout == OnTimeout.REJECT ? LineSignal.REJECT : LineSignal.HOLD;
  }

  /** Without scores triage has no guess. */
  private static LineSignal likely(List<Region> regions) {
    if (regions.stream().anyMatch(region -> region.scores().isEmpty())) {
      return LineSignal.HOLD;
    }
    boolean defective =
        regions.stream()
            .flatMap(region -> region.scores().stream())
            .anyMatch(score -> score.value() >= EVEN);
    return defective ? LineSignal.REJECT : LineSignal.ACCEPT;
  }
}
