package dev.andon.edge.triage;

import dev.andon.vision.Band;
import java.util.Optional;

/**
 * A station's own thresholds in place of the bundle's. An empty part matches everything.
 *
 * @param scale which number the band cuts
 * @param defectClass one class; meaningless on the scale {@code REFERENCE}
 * @param variant one variant
 * @param view one view
 * @param band the thresholds
 */
public record BandRule(
    Scale scale,
    Optional<String> defectClass,
    Optional<String> variant,
    Optional<String> view,
    Band band) {

  /** What a band cuts. */
  public enum Scale {
    /** A class score, where a view has no golden frames. */
    CLASS_SCORE,
    /** The suspicion joined with the distance to golden frames. */
    REFERENCE
  }

  boolean matches(Scale wanted, String label, String ofVariant, String ofView) {
    return scale == wanted
        && defectClass.filter(c -> !c.equals(label)).isEmpty()
        && variant.filter(v -> !v.equals(ofVariant)).isEmpty()
        && view.filter(v -> !v.equals(ofView)).isEmpty();
  }

  /** The more parts a rule names, the more it knows. */
  int weight() {
    return (defectClass.isPresent() ? 1 : 0)
        + (variant.isPresent() ? 1 : 0)
        + (view.isPresent() ? 1 : 0);
  }
}
