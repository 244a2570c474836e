package dev.andon.edge.triage;

import java.util.Locale;

/**
 * How far a view has come from asking about everything to deciding by itself.
 *
 * @param view variant and view
 * @param bounds what is proved
 * @param target what the plant asks for
 * @param checked passes that were asked about at random
 * @param missed of them, how many were defective
 */
public record Standing(ViewKey view, Bounds bounds, Bounds.Target target, int checked, int missed) {

  /** For people. */
  public String says() {
    String checks =
        checked == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "; of %d passes asked about at random %d %s defective",
                checked,
                missed,
                missed == 1 ? "was" : "were");
    return view + ": " + bounds.says(target) + checks;
  }
}
