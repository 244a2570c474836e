package dev.andon.edge.triage;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a view from flickering: after a frame that somebody was asked about, the view's bands are a
 * little wider until enough frames in a row were clear, even for the wider bands. Parts that are
 * nearly the same are treated the same, and a station that hesitates hesitates for a while.
 * Thread-safe.
 */
public final class Hysteresis {
  private static final int MOST_VIEWS = 1_000;

  private final Settings settings;
  private final Map<ViewKey, Integer> toClear = new ConcurrentHashMap<>();

  /**
   * How much wider, and for how long.
   *
   * @param margin that a band gains on either side, in the unit of its score, 0 to 0.5; 0 for never
   * @param clearFrames frames in a row that are clear before the band is as it was, 1 to 10 000
   */
  public record Settings(double margin, int clearFrames) {
    /** Every frame is judged as if it were the first. */
    public static final Settings NONE = new Settings(0, 5);

    /** Refuses values out of range. */
    public Settings {
      if (!(margin >= 0 && margin <= 0.5)) {
        throw new IllegalArgumentException(
            "model.hysteresis.margin must be 0 to 0.5, but is " + margin);
      }
      if (clearFrames < 1 || clearFrames > 10_000) {
        throw new IllegalArgumentException(
            "model.hysteresis.clear_frames must be 1 to 10000, but is " + clearFrames);
      }
    }
  }

  public Hysteresis(Settings settings) {
    this.settings = settings;
  }

  /** By how much the bands of a view are wider for its next frame. */
  double margin(ViewKey view) {
    return toClear.containsKey(view) ? settings.margin() : 0;
  }

  /** What became of a frame of the view; one that shows no part says nothing of the others. */
  void decided(ViewKey view, Triage triage) {
    switch (triage) {
      case Triage.Unsure unsure -> hesitate(view);
      case Triage.Confident clear ->
          toClear.computeIfPresent(view, (key, left) -> left > 1 ? left - 1 : null);
      case Triage.Unfit unfit -> {
        // The camera's fault, not the parts'.
      }
      case Triage.Held held -> {
        // In shadow there are no bands.
      }
    }
  }

  private void hesitate(ViewKey view) {
    if (settings.margin() > 0 && (toClear.size() < MOST_VIEWS || toClear.containsKey(view))) {
      toClear.put(view, settings.clearFrames());
    }
  }
}
