package dev.andon.edge.triage;

import dev.andon.vision.Band;
import dev.andon.vision.Manifest;
import dev.andon.wire.Region;
import dev.andon.wire.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Decides from numbers alone, where there are {@link Grounds} for a decision. One tile: where its
 * view has golden frames, the band on the joined suspicion; else each class score against its own
 * band, the worst side counts. One frame: any tile surely bad makes a defect; all tiles surely good
 * make a pass; otherwise the doubtful tiles are asked about. A frame half of whose tiles are far
 * from the golden frames shows something else than its view and is doubtful as a whole. Pure,
 * immutable, thread-safe.
 */
public final class TriagePolicy {
  /** The band on the joined suspicion where nothing else is configured. */
  public static final Band REFERENCE = new Band(0.2, 0.95);

  /**
   * Share of tiles from which a frame is taken for a stranger to its view. Boards with ten defects
   * reached 0.44, boards shown beside another place's golden frames had more.
   */
  private static final double STRANGE = 0.5;

  /** A tile whose embedding is farther away shows something else, not just a defect. */
  private static final double STRANGE_EMBEDDING = 3;

  private static final int STRANGE_FROM_TILES = 4;

  /**
   * Share of a frame's pixels that differ plainly from which it does not lie over a few golden
   * frames. Boards with up to ten defects reached 0.033, of 220 good cookies beside one golden
   * cookie none stayed below 0.074.
   */
  private static final double ELSEWHERE = 0.04;

  /**
   * A tile that differs more than this, in multiples of the golden frames' noise, differs plainly.
   */
  private static final double OFF = 3;

  /** With few golden frames a distance makes a defect only where a class finds one this likely. */
  private static final float LIKELY = 0.2f;

  /** The class of a place that is unlike anything golden. */
  static final String UNLIKE = "unlike_golden";

  private final Manifest manifest;
  private final List<BandRule> rules;
  private final Suspicion suspicion;
  private final Band reference;

  /**
   * Combines the bundle's thresholds with the station's.
   *
   * @param rules the most specific that matches wins; among equals the first
   */
  public TriagePolicy(Manifest manifest, List<BandRule> rules) {
    this(manifest, rules, Suspicion.DEFAULT, REFERENCE);
  }

  /** With other weights and another band for tiles with golden frames. */
  public TriagePolicy(
      Manifest manifest, List<BandRule> rules, Suspicion suspicion, Band reference) {
    this.manifest = manifest;
    this.rules =
        rules.stream().sorted(Comparator.comparingInt(BandRule::weight).reversed()).toList();
    this.suspicion = suspicion;
    this.reference = reference;
  }

  /** Judges one frame; without grounds for a decision it is asked about as a whole. */
  public Triage decide(Examined frame, ViewKey view) {
    return decide(frame, view, 0);
  }

  /**
   * The same with wider bands, where bands decide.
   *
   * @param margin that every band gains on either side, from 0; see {@link Hysteresis}
   */
  Triage decide(Examined frame, ViewKey view, double margin) {
    return switch (frame.grounds()) {
      case Grounds.None none -> ungrounded(frame, Optional.empty());
      case Grounds.Judged judged -> bought(frame, view, judged);
      case Grounds.Trained trained -> weigh(frame.tiles(), view, 0, margin);
      case Grounds.Golden(int frames, double differing) ->
          isStrange(frame.tiles(), differing)
                  || (frames < Enrolment.ENOUGH && differing >= ELSEWHERE)
              ? unsure(frame.tiles())
              : weigh(frame.tiles(), view, frames, margin);
    };
  }

  private Triage unsure(List<JudgedTile> tiles) {
    return new Triage.Unsure(tiles.stream().map(this::region).toList());
  }

  /**
   * What answers about frames like this one prove. Until they let frames pass, none is rejected
   * either: defects that a station rejects by itself would never be judged.
   */
  private static Triage bought(Examined frame, ViewKey view, Grounds.Judged judged) {
    double score = frame.likeness().map(Examined.Likeness::score).orElse(Double.NaN);
    Band.Side side = judged.bounds().place(score);
    boolean shadow = !judged.bounds().passes();
    boolean ordinary = shadow && judged.shadow() != Shadow.ASK && score <= judged.ordinary();
    boolean passes = side == Band.Side.GOOD || (ordinary && judged.shadow() == Shadow.LOCAL);
    if (judged.chosen()) {
      return asked(frame, view, AskedFrame.Why.CHOSEN, passes);
    }
    if (passes) {
      return new Triage.Confident(new Verdict.Pass());
    }
    if (ordinary) {
      return new Triage.Held(
          "%s is in shadow: ordinary frames are held, not asked about".formatted(view));
    }
    if (side == Band.Side.BAD) {
      return new Triage.Confident(new Verdict.Defect(List.of(unlike(frame, judged.bounds()))));
    }
    boolean everyOne = shadow && judged.shadow() == Shadow.ASK;
    return asked(frame, view, everyOne ? AskedFrame.Why.SHADOW : AskedFrame.Why.DOUBT, false);
  }

  private static Triage asked(Examined frame, ViewKey view, AskedFrame.Why why, boolean passing) {
    return ungrounded(
        frame,
        frame.likeness().map(l -> new AskedFrame(view, l.standard(), l.score(), why, passing)));
  }

  private static Verdict.Finding unlike(Examined frame, ConformalBounds bounds) {
    int warmest = frame.likeness().map(Examined.Likeness::warmest).orElse(0);
    return new Verdict.Finding(UNLIKE, 1 - bounds.rejected(), frame.tiles().get(warmest).box());
  }

  /** Class scores of what the model never saw mean nothing, so nobody is told them. */
  private static Triage ungrounded(Examined frame, Optional<AskedFrame> asked) {
    List<Region> regions =
        frame.tiles().stream()
            .map(tile -> new Region(tile.slot(), tile.box(), List.of(), tile.scores().embedding()))
            .toList();
    return new Triage.Unsure(regions, asked);
  }

  private Triage weigh(List<JudgedTile> tiles, ViewKey view, int golden, double margin) {
    List<Verdict.Finding> findings = new ArrayList<>();
    List<JudgedTile> doubtful = new ArrayList<>();
    for (JudgedTile tile : tiles) {
      switch (place(tile, view, golden, margin)) {
        case GOOD -> {}
        case DOUBTFUL -> doubtful.add(tile);
        case BAD -> findings.add(finding(tile));
      }
    }
    if (!findings.isEmpty()) {
      return new Triage.Confident(new Verdict.Defect(findings));
    }
    return doubtful.isEmpty()
        ? new Triage.Confident(new Verdict.Pass())
        : new Triage.Unsure(
            doubtful.stream().map(this::region).toList(),
            Optional.empty(),
            doubtful.stream().mapToDouble(this::suspicion).max());
  }

  /**
   * Half of the tiles show something else. In a frame that lies over a golden one a tile whose
   * pixels differ holds a defect, so that only those count whose pixels do not, for instance
   * another hue.
   */
  private static boolean isStrange(List<JudgedTile> tiles, double differing) {
    boolean elsewhere = differing >= ELSEWHERE;
    long far =
        tiles.stream()
            .flatMap(tile -> tile.reference().stream())
            .filter(distance -> distance.embedding() > STRANGE_EMBEDDING)
            .filter(distance -> elsewhere || distance.pixels() <= OFF)
            .count();
    return tiles.size() >= STRANGE_FROM_TILES && far >= STRANGE * tiles.size();
  }

  /**
   * Where one tile falls. What a class is sure about is never overruled to good, unless the golden
   * tiles of this place look as defective to it. With few golden frames a distance alone makes no
   * defect: they do not show yet how much good parts differ.
   *
   * @param golden how many golden frames the view has
   * @param margin that the bands are wider
   */
  Band.Side place(JudgedTile tile, ViewKey view, int golden, double margin) {
    if (tile.reference().isEmpty()) {
      return byClasses(tile, view, margin);
    }
    Band.Side side =
        band(BandRule.Scale.REFERENCE, "", view)
            .orElse(reference)
            .widened(margin)
            .place(suspicion(tile));
    boolean known = isKnownDefect(tile, view);
    boolean unproved =
        side == Band.Side.BAD && golden < Enrolment.ENOUGH && !known && !isLikelyDefect(tile);
    boolean overruled = side == Band.Side.GOOD && known;
    return unproved || overruled ? Band.Side.DOUBTFUL : side;
  }

  private Band.Side byClasses(JudgedTile tile, ViewKey view, double margin) {
    Band.Side worst = Band.Side.GOOD;
    float[] scores = tile.scores().scores();
    for (int i = 0; i < scores.length; i++) {
      Band.Side side = classBand(manifest.classes().get(i), view).widened(margin).place(scores[i]);
      worst = side.compareTo(worst) > 0 ? side : worst;
    }
    return worst;
  }

  /** What a class finds likely, and did not in the golden tiles. */
  private static boolean isLikelyDefect(JudgedTile tile) {
    float[] scores = tile.scores().scores();
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] >= LIKELY && tile.familiar()[i] < LIKELY) {
        return true;
      }
    }
    return false;
  }

  private boolean isKnownDefect(JudgedTile tile, ViewKey view) {
    float[] scores = tile.scores().scores();
    for (int i = 0; i < scores.length; i++) {
      Band band = classBand(manifest.classes().get(i), view);
      if (band.place(scores[i]) == Band.Side.BAD
          && band.place(tile.familiar()[i]) != Band.Side.BAD) {
        return true;
      }
    }
    return false;
  }

  /**
   * How much speaks against a tile: the joined suspicion where there are golden frames, else the
   * highest class score; 0 … 1.
   */
  public double suspicion(JudgedTile tile) {
    float[] scores = tile.scores().scores();
    double top = scores[tile.scores().topClass()];
    return tile.reference().map(distance -> suspicion.of(top, distance)).orElse(top);
  }

  private Band classBand(String label, ViewKey view) {
    return band(BandRule.Scale.CLASS_SCORE, label, view)
        .or(() -> Optional.ofNullable(manifest.bands().get(label)))
        .orElseThrow();
  }

  private Optional<Band> band(BandRule.Scale scale, String label, ViewKey view) {
    return rules.stream()
        .filter(rule -> rule.matches(scale, label, view.variant(), view.view()))
        .map(BandRule::band)
        .findFirst();
  }

  private Verdict.Finding finding(JudgedTile tile) {
    String label = manifest.classes().get(tile.scores().topClass());
    return new Verdict.Finding(label, suspicion(tile), tile.box());
  }

  private Region region(JudgedTile tile) {
    List<Region.Score> scores = new ArrayList<>();
    float[] values = tile.scores().scores();
    for (int i = 0; i < values.length; i++) {
      scores.add(new Region.Score(manifest.classes().get(i), values[i]));
    }
    return new Region(tile.slot(), tile.box(), scores, tile.scores().embedding());
  }
}
