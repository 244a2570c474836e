package dev.andon.edge.triage;

/**
 * How far a view has come from asking about everything to deciding by itself.
 *
 * @param view variant and view
 * @param bounds what is proved
 * @param target what the plant asks for
 * @param shadow what becomes of ordinary frames while nothing is proved
 * @param checks passes that were asked about at random
 * @param agreement answers of machines that people looked at again
 * @param drifts how often good frames have begun to score otherwise since the view was enrolled
 */
public record ViewStanding(
    ViewKey view,
    ConformalBounds bounds,
    ConformalBounds.Target target,
    Shadow shadow,
    Checks checks,
    Judgements.Agreement agreement,
    int drifts) {

  /**
   * Passes that were asked about at random.
   *
   * @param checked how many
   * @param missed of them, how many were defective
   */
  public record Checks(int checked, int missed) {}

  /** For people. */
  public String says() {
    return view + ": " + bounds.says(target) + shadowed() + checked() + agreed() + drifted();
  }

  private String shadowed() {
    if (bounds.passes()) {
      return "";
    }
    return switch (shadow) {
      case ASK -> "";
      case HOLD -> "; frames as ordinary as its golden ones are held and not asked about";
      case LOCAL ->
          "; frames as ordinary as its golden ones pass, without proof of how many defective ones"
              + " are among them";
    };
  }

  private String checked() {
    return checks.checked == 0
        ? ""
        : "; of %d passes asked about at random %d %s defective"
            .formatted(checks.checked, checks.missed, were(checks.missed));
  }

  private String agreed() {
    return agreement.again() == 0
        ? ""
        : "; people looked again at %d answers, %d %s wrong"
            .formatted(agreement.again(), agreement.contradicted(), were(agreement.contradicted()));
  }

  private String drifted() {
    return drifts == 0
        ? ""
        : "; good frames have begun to look otherwise %s, what was judged before no longer counts"
            .formatted(drifts == 1 ? "once" : drifts + " times");
  }

  private static String were(int number) {
    return number == 1 ? "was" : "were";
  }
}
