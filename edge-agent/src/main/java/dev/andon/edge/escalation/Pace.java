package dev.andon.edge.escalation;

import dev.andon.edge.triage.AskedFrame;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.ViewKey;
import dev.andon.wire.StationAllowance.Extent;
import dev.andon.wire.StationAllowance.Limited;
import dev.andon.wire.StationAllowance.Unlimited;
import dev.andon.wire.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Spends what a budget window still pays for over the rest of the window, on the doubtful frames
 * that are worth most: the threshold is the worth above which as many frames will come until the
 * window ends as escalations are left, if frames go on as they did lately. Each frame moves it, so
 * that what was spent too much or too little is made up for. Without an allowance, and behind the
 * end of its window, everything is asked about. Thread-safe: frames come from the capture thread,
 * allowances and answers from the uplink's.
 */
public final class Pace {
  /** The last threshold stands for so long behind its window: the next allowance is on its way. */
  static final Duration GRACE = Duration.ofMinutes(1);

  /** Before so many doubtful frames nobody knows what they are worth. */
  static final int FEW = 20;

  private static final int MOST_OPEN = 20_000;
  private static final int MOST_SCALES = 1_000;

  private PaceSettings settings;
  private final RandomGenerator random;
  private final Ranks ranks = new Ranks();
  private final DoubtfulLately lately = new DoubtfulLately();
  private final Map<Scale, DefectOdds> odds = new Bounded<>(MOST_SCALES);
  private final Map<UUID, Worth> open = new Bounded<>(MOST_OPEN);
  private @Nullable Purse purse;
  private DoubtfulLately.Cut cut = DoubtfulLately.Cut.NONE;

  /** Scores compare within a view and beside the same golden frames. */
  public record Scale(ViewKey view, String standard) {}

  /** What a frame is worth, and by which score of which scale. */
  public record Worth(Scale scale, double score, double value) {}

  /** The money of one window. */
  private static final class Purse {
    private final Limited says;
    private final long endNanos;
    private long left;

    Purse(Limited says, long endNanos, long left) {
      this.says = says;
      this.endNanos = endNanos;
      this.left = left;
    }
  }

  /** What becomes of a doubtful frame. */
  public sealed interface Choice {
    /**
     * It may be asked about.
     *
     * @param worth empty where it must be, whatever it costs
     * @param forItsScore whether one that is worth less would not be
     */
    record Ask(Optional<Worth> worth, boolean forItsScore) implements Choice {}

    /** It is not asked about; for a person. */
    record Leave(String reason) implements Choice {}
  }

  /**
   * Where it stands.
   *
   * @param says for a person
   * @param left escalations that are left in the window
   * @param threshold what a frame must be worth, 0 … 1
   */
  public record Standing(String says, long left, double threshold) {}

  public Pace(PaceSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
  }

  /** Goes on with other settings; what was learnt and what is left stay. */
  public synchronized void replace(PaceSettings next) {
    settings = next;
    if (!next.follow()) {
      purse = null;
      cut = DoubtfulLately.Cut.NONE;
    }
  }

  /**
   * The hub's word, which takes the place of the one before.
   *
   * @param age how long ago the hub said it
   * @param underWay escalations that were asked about and that the hub has not paid for yet
   */
  public synchronized void allow(Extent extent, Duration age, long underWay, long nowNanos) {
    if (!settings.follow()) {
      return;
    }
    switch (extent) {
      case Unlimited unlimited -> {
        purse = null;
        cut = DoubtfulLately.Cut.NONE;
      }
      case Limited limited -> {
        long leftMs = limited.windowLeftMs() - Math.max(0, age.toMillis());
        if (leftMs > 0) {
          long left = Math.max(0, limited.escalations() - underWay);
          purse = new Purse(limited, nowNanos + leftMs * 1_000_000, left);
        }
      }
    }
  }

  /**
   * Whether a doubtful frame may be asked about.
   *
   * @param now when it was captured, monotonic, in nanoseconds
   */
  public synchronized Choice look(ViewKey view, Triage.Unsure doubt, long now) {
    Optional<Worth> worth = worth(view, doubt);
    if (worth.isEmpty()) {
      lately.sawMandatory(now);
      return new Choice.Ask(worth, false);
    }
    double value = worth.get().value();
    lately.saw(value, now);
    double affordable = plan(now);
    boolean below = value < settings.neverAskBelow() && odds(worth.get().scale()).known();
    boolean held = below || !cut.isEverything();
    if (held && random.nextDouble() < settings.randomShare() * affordable) {
      return new Choice.Ask(worth, false);
    }
    if (below) {
      return new Choice.Leave(
          words("worth %.3f, and never_ask_below is %.3f", value, settings.neverAskBelow()));
    }
    return cut.admits(value, random.nextDouble())
        ? new Choice.Ask(worth, !cut.isEverything())
        : new Choice.Leave(
            words("worth %.3f, and the budget's pace asks from %.3f on", value, cut.worth()));
  }

  /** An escalation goes out. */
  public synchronized void asked(UUID escalation, Optional<Worth> worth) {
    worth.ifPresent(known -> open.put(escalation, known));
    spend(1);
  }

  /** One that was not stored after all. */
  synchronized void takenBack(UUID escalation) {
    open.remove(escalation);
    spend(-1);
  }

  /** What was answered; what was not asked here, and what is inconclusive, teaches nothing. */
  public synchronized void answered(UUID escalation, Verdict verdict) {
    Worth known = open.remove(escalation);
    if (known != null) {
      switch (verdict) {
        case Verdict.Pass pass -> odds(known.scale()).judged(known.score(), false);
        case Verdict.Defect defect -> odds(known.scale()).judged(known.score(), true);
        case Verdict.Inconclusive none -> {}
      }
    }
  }

  /** Empty while no money is counted. */
  public synchronized Optional<Standing> standing(long nowNanos) {
    if (purse == null) {
      return Optional.empty();
    }
    double minutes = (purse.endNanos - nowNanos) / 60e9;
    if (minutes <= 0) {
      return Optional.of(
          new Standing(
              "pace: the window of %s is over, and the hub has not said what the next one pays for"
                  .formatted(purse.says.budget()),
              0,
              cut.worth()));
    }
    return Optional.of(
        new Standing(
            String.format(
                Locale.ROOT,
                "pace: %d escalations are left for %.0f minutes (%s); doubtful frames are asked about from a worth of %.2f on",
                purse.left,
                minutes,
                purse.says.budget(),
                cut.worth()),
            purse.left,
            cut.worth()));
  }

  private static String words(String form, double worth, double least) {
    return String.format(Locale.ROOT, form, worth, least);
  }

  private void spend(long escalations) {
    if (purse != null) {
      purse.left = Math.max(0, purse.left - escalations);
    }
  }

  /**
   * Moves the cut to where the money reaches until the window ends.
   *
   * @return the share of the frames to come that can be paid for, 0 … 1
   */
  private double plan(long now) {
    Purse known = purse;
    if (known == null) {
      return 1;
    }
    long horizon = known.endNanos - now;
    if (horizon <= 0) {
      cut = -horizon < GRACE.toNanos() ? cut : DoubtfulLately.Cut.NONE;
      return 1;
    }
    double affordable =
        known.left == 0 ? 0 : Math.min(1, known.left / lately.expected(now, (double) horizon));
    if (known.left == 0) {
      cut = DoubtfulLately.Cut.ALL;
    } else if (affordable >= 1 || lately.seen() < FEW) {
      cut = DoubtfulLately.Cut.NONE;
    } else {
      cut = lately.cut(affordable * (1 - settings.randomShare()));
    }
    return affordable;
  }

  /** Empty where silence would not do: nobody knows how suspicious the frame is, or chance asks. */
  private Optional<Worth> worth(ViewKey view, Triage.Unsure doubt) {
    if (doubt.asked().isPresent()) {
      AskedFrame asked = doubt.asked().get();
      return asked.why() == AskedFrame.Why.CHOSEN
          ? Optional.empty()
          : Optional.of(worth(new Scale(asked.view(), asked.standard()), asked.score(), doubt));
    }
    return doubt.suspicion().isEmpty()
        ? Optional.empty()
        : Optional.of(worth(new Scale(view, ""), doubt.suspicion().getAsDouble(), doubt));
  }

  private Worth worth(Scale scale, double score, Triage.Unsure doubt) {
    double rank = ranks.of(scale.view(), scale.standard(), score);
    double defect = odds(scale).of(score, rank);
    boolean goodIsLost =
        switch (settings.stake()) {
          case DEFECT -> false;
          case GOOD -> true;
          case GUESS -> doubt.leansToDefect();
        };
    return new Worth(scale, score, goodIsLost ? 1 - defect : defect);
  }

  private DefectOdds odds(Scale scale) {
    return odds.computeIfAbsent(scale, _ -> new DefectOdds());
  }

  /** Forgets its eldest entry above a bound. */
  private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private final int most;

    Bounded(int most) {
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > most;
    }
  }
}
