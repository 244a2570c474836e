package dev.andon.edge.triage;

import dev.andon.wire.Verdict;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buys the right to decide with verdicts: a view whose golden frames prove nothing by themselves is
 * in shadow, and passes frames by itself as soon as enough judged defects prove how few it would
 * miss. Some frames, chosen before anybody has looked at them, are asked about for ever: once a
 * station passes frames, the answers it still gets are about suspicious ones only and prove nothing
 * about the rest. What was proved falls where good frames begin to score otherwise ({@link Drift}).
 * Thread-safe as long as the generator is.
 */
public final class Autonomy {
  private static final Logger LOG = LoggerFactory.getLogger(Autonomy.class);

  /** While the wanted bound is not reached, so many times more frames are chosen at random. */
  private static final int LEARNING = 10;

  /** Share of golden frames that set the range of ordinary scores. */
  private static final double ORDINARY = 0.9;

  private final Judgements judgements;
  private final Settings settings;
  private final RandomGenerator random;
  private final Map<ViewKey, Watched> drifts = new ConcurrentHashMap<>();
  private final Map<ViewKey, Proved> proved = new ConcurrentHashMap<>();

  /**
   * What a plant asks for.
   *
   * @param target how many defective parts may pass
   * @param askShare of frames that are asked about whatever they look like, for ever, 0 … 0.1; ten
   *     times as many until the wanted bound is proved
   * @param shadow what becomes of ordinary frames until then
   */
  public record Settings(ConformalBounds.Target target, double askShare, Shadow shadow) {
    /** One in two hundred is asked about; in shadow everything is. */
    public static final Settings DEFAULT =
        new Settings(ConformalBounds.Target.DEFAULT, 0.005, Shadow.ASK);

    /** Refuses a share out of range. */
    public Settings {
      if (!(askShare >= 0 && askShare <= 0.1)) {
        throw new IllegalArgumentException(
            "the share of frames asked about at random must be 0 … 0.1, got " + askShare);
      }
    }
  }

  /** Scores of other golden frames say nothing about these. */
  private record Watched(Standard standard, Drift drift) {}

  private record Proved(long changes, Standard standard, ConformalBounds bounds) {}

  /** Buys with these judgements. */
  public Autonomy(Judgements judgements, Settings settings, RandomGenerator random) {
    this.judgements = judgements;
    this.settings = settings;
    this.random = random;
  }

  /** Nothing was ever judged, and nothing is remembered. */
  public static Autonomy forgetful() {
    return new Autonomy(new Judgements(), Settings.DEFAULT, new Random());
  }

  /** What frames of a view are measured against now. */
  Standard standard(ReferenceView view) {
    return judgements.standard(view.key(), view.standard());
  }

  /** What one frame of a view may rest on; tosses the coin. */
  Grounds.Judged grounds(ReferenceView view) {
    Standard standard = standard(view);
    ConformalBounds bounds = bounds(view, standard);
    double share =
        bounds.missed() <= settings.target().wanted()
            ? settings.askShare()
            : LEARNING * settings.askShare();
    return new Grounds.Judged(
        bounds, random.nextDouble() < share, settings.shadow(), ordinary(golden(view)));
  }

  /** The score that nine tenths of the golden frames keep to beside the others. */
  private static double ordinary(double[] golden) {
    if (golden.length < Enrolment.ENOUGH) {
      return Double.NEGATIVE_INFINITY;
    }
    double[] sorted = golden.clone();
    Arrays.sort(sorted);
    return sorted[(int) (ORDINARY * golden.length) - 1];
  }

  private static double[] golden(ReferenceView view) {
    return view.patches().map(GoldenPatches::golden).orElseGet(() -> new double[0]);
  }

  private ConformalBounds bounds(ReferenceView view, Standard standard) {
    Proved last = proved.get(view.key());
    long changes = judgements.changes();
    if (last != null && last.changes == changes && last.standard.equals(standard)) {
      return last.bounds;
    }
    ConformalBounds bounds =
        ConformalBounds.of(
            judgements.scores(view.key(), standard.text(), true),
            goods(view, standard),
            settings.target());
    proved.put(view.key(), new Proved(changes, standard, bounds));
    return bounds;
  }

  /** Golden frames are good ones; after a drift they no longer show what good frames are like. */
  private double[] goods(ReferenceView view, Standard standard) {
    double[] judged = judgements.scores(view.key(), standard.text(), false);
    double[] golden = standard.drifts() == 0 ? golden(view) : new double[0];
    double[] goods = Arrays.copyOf(judged, judged.length + golden.length);
    System.arraycopy(golden, 0, goods, judged.length, golden.length);
    return goods;
  }

  /** A frame was decided, or is asked about. */
  void decided(ReferenceView view, double score, Triage triage) {
    Drift drift = drift(view.key(), standard(view));
    boolean confident = triage instanceof Triage.Confident;
    boolean passed = triage instanceof Triage.Confident(Verdict.Pass pass);
    if (passed) {
      drift.good(score);
    }
    drift.frame(confident && !passed);
    if (drift.due()) {
      compare(view, drift);
    }
  }

  private void compare(ReferenceView view, Drift drift) {
    Standard standard = standard(view);
    if (!bounds(view, standard).passes()) {
      return;
    }
    Optional<String> change =
        drift.since(
            judgements.scores(view.key(), standard.text(), false),
            judgements.scores(view.key(), standard.text(), true).length);
    if (change.isPresent()) {
      LOG.warn(
          "{} is in shadow again: {}; look at light, lens and parts, and enrol it again if good parts look like this from now on",
          view.key(),
          change.get());
      drifts.remove(view.key());
      judgements.drifted(view.key(), standard);
    }
  }

  private Drift drift(ViewKey view, Standard standard) {
    return drifts.compute(
            view,
            (key, known) ->
                known != null && known.standard.equals(standard)
                    ? known
                    : new Watched(standard, new Drift()))
        .drift;
  }

  /** A frame is asked about under this escalation. */
  void asked(UUID escalation, AskedFrame asked) {
    judgements.asked(escalation, asked);
  }

  /** The hub's or a person's word. */
  void answered(UUID escalation, Verdict verdict, boolean byPerson) {
    Optional<AskedFrame> known = judgements.answered(escalation, verdict, byPerson);
    if (known.isPresent() && verdict instanceof Verdict.Pass) {
      watch(known.get());
    }
  }

  /** A late answer about a frame beside earlier golden frames says nothing about drift now. */
  private void watch(AskedFrame good) {
    Watched now = drifts.get(good.view());
    if (now != null && now.standard.equals(Standard.parse(good.standard()))) {
      now.drift.good(good.score());
    }
  }

  /** Where a view stands. */
  ViewStanding standing(ReferenceView view) {
    Standard standard = standard(view);
    return new ViewStanding(
        view.key(),
        bounds(view, standard),
        settings.target(),
        settings.shadow(),
        new ViewStanding.Checks(
            judgements.checked(view.key(), standard.text()),
            judgements.missed(view.key(), standard.text())),
        judgements.agreement(view.key()),
        standard.drifts());
  }

  /** Judged frames that could not be written to disk since the start. */
  long unkept() {
    return judgements.unkept();
  }
}
