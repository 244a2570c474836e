package dev.andon.edge.escalation;

/**
 * How a station spends what the hub's budget window still pays for.
 *
 * @param follow whether the hub's allowances are followed at all
 * @param neverAskBelow a doubtful frame worth less than this is not asked about, whatever money is
 *     left, 0 to 1; counts for a scale of scores from {@link DefectOdds#ENOUGH} answers on
 * @param randomShare share of the money that goes to doubtful frames whatever they are worth, 0 to
 *     1, so that the estimate of their worth stays honest
 * @param stake what makes a frame worth asking about
 */
public record PaceSettings(boolean follow, double neverAskBelow, double randomShare, Stake stake) {

  /** What is lost where nobody is asked: the chance that the rule for silence is wrong. */
  public enum Stake {
    /** Silence holds or accepts the part: a defect is lost. */
    DEFECT,
    /** Silence rejects the part: a good one is lost. */
    GOOD,
    /** Silence trusts the model: what it gets wrong is lost. */
    GUESS
  }

  /** Follows the hub, asks about anything while there is money, one in twenty at random. */
  public static final PaceSettings DEFAULT = new PaceSettings(true, 0, 0.05, Stake.DEFECT);

  /** Refuses values out of range. */
  public PaceSettings {
    share("never_ask_below", neverAskBelow);
    share("random_share", randomShare);
    if (neverAskBelow > 0 && randomShare == 0) {
      throw new IllegalArgumentException(
          "escalation: pace.never_ask_below needs a pace.random_share above 0: without one nobody"
              + " would find out that such frames are worth more by now");
    }
  }

  /** The same with another stake. */
  public PaceSettings withStake(Stake other) {
    return new PaceSettings(follow, neverAskBelow, randomShare, other);
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "escalation: pace." + name + " must be 0 to 1, but is " + value);
    }
  }
}
