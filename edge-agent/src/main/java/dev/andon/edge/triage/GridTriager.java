package dev.andon.edge.triage;

import dev.andon.edge.capture.Frame;
import dev.andon.vision.PatchModel;
import dev.andon.vision.Picture;
import dev.andon.vision.PictureQuality;
import dev.andon.vision.TileScores;
import dev.andon.vision.TriageModel;
import dev.andon.wire.Box;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The triage of a station: boxes from the layout, scores from the model, distances from the
 * reference bank, the decision from the policy. Thread-safe.
 */
public final class GridTriager implements Triager {
  private static final Logger LOG = LoggerFactory.getLogger(GridTriager.class);
  private static final long PIXEL_CACHE_BYTES = 48L << 20;

  /** Views beyond it are judged as well, in silence. */
  private static final int TOLD = 1_000;

  private final TriageModel model;
  private final Layout layout;
  private final ReferenceBank bank;
  private final TriagePolicy policy;
  private final Optional<PatchModel> patches;
  private final Autonomy autonomy;
  private final Comparison comparison = new Comparison(PIXEL_CACHE_BYTES);
  private final Set<ViewKey> told = ConcurrentHashMap.newKeySet();

  /**
   * Assembles a triage.
   *
   * @param model shared with others; {@link #close} leaves it open
   * @param bank may gain views while this runs
   */
  public GridTriager(TriageModel model, Layout layout, ReferenceBank bank, TriagePolicy policy) {
    this(model, layout, bank, policy, Optional.empty(), Autonomy.forgetful());
  }

  /**
   * A triage of views that buy their autonomy.
   *
   * @param patches needed for views that remember patches; stays the caller's
   */
  public GridTriager(
      TriageModel model,
      Layout layout,
      ReferenceBank bank,
      TriagePolicy policy,
      Optional<PatchModel> patches,
      Autonomy autonomy) {
    this.model = model;
    this.layout = layout;
    this.bank = bank;
    this.policy = policy;
    this.patches = patches;
    this.autonomy = autonomy;
  }

  @Override
  public Triage triage(Frame frame) throws InterruptedException {
    return triage(frame.picture(), new ViewKey(frame.variant(), frame.view()));
  }

  /** The same for a picture that no source delivered. */
  public Triage triage(Picture picture, ViewKey view) throws InterruptedException {
    Looked looked = look(picture, view);
    boolean asked = looked.triage() instanceof Triage.Unsure;
    Optional<Examined> bare = looked.examined().filter(e -> asked && e.likeness().isPresent());
    return bare.isPresent()
        ? policy.decide(withEmbeddings(bare.get(), picture), view)
        : looked.triage();
  }

  /**
   * A decision and what it rests on. Regions of a frame that patches judge have no embeddings yet:
   * only who is asked needs them.
   *
   * @param examined empty where the camera is at fault
   */
  public record Looked(Triage triage, Optional<Examined> examined) {}

  /** Decides about a picture, without what only the asked one needs. */
  public Looked look(Picture picture, ViewKey view) throws InterruptedException {
    Optional<CameraFault> fault =
        CameraCheck.of(
            PictureQuality.of(picture), bank.find(view).map(ReferenceView::leastQuality));
    if (fault.isPresent()) {
      return new Looked(new Triage.Unfit(fault.get()), Optional.empty());
    }
    Examined examined = examine(picture, view);
    if (examined.grounds() instanceof Grounds.None(String why)
        && told.size() < TOLD
        && told.add(view)) {
      LOG.warn("every frame of {} is asked about: {}", view, why);
    }
    return new Looked(policy.decide(examined, view), Optional.of(examined));
  }

  /** Only who is asked needs them, and patches have decided without. */
  private Examined withEmbeddings(Examined examined, Picture picture) throws InterruptedException {
    List<Box> boxes = examined.tiles().stream().map(JudgedTile::box).toList();
    return new Examined(
        plain(boxes, model.infer(picture, boxes)), examined.grounds(), examined.likeness());
  }

  /** All that is known about a picture, before anything is decided. */
  public Examined examine(Picture picture, ViewKey view) throws InterruptedException {
    List<Box> boxes = layout.boxes(view, picture.width(), picture.height());
    Optional<ReferenceView> fitting =
        bank.find(view)
            .filter(reference -> reference.fits(picture.width(), picture.height(), boxes));
    if (fitting.isPresent() && remembers(fitting.get())) {
      return beside(fitting.get(), picture, plain(boxes, nothing(boxes.size())));
    }
    List<TileScores> scores = model.infer(picture, boxes);
    List<JudgedTile> tiles =
        fitting
            .map(reference -> compared(picture, boxes, scores, reference))
            .orElseGet(() -> plain(boxes, scores));
    return new Examined(tiles, grounds(picture, view, fitting));
  }

  private static List<TileScores> nothing(int tiles) {
    return Collections.nCopies(tiles, new TileScores(new float[0], new float[0]));
  }

  /** The most that speaks against any tile, 0 … 1. */
  public double suspicion(Examined frame) {
    return frame.tiles().stream().mapToDouble(policy::suspicion).max().orElseThrow();
  }

  private boolean remembers(ReferenceView reference) {
    return patches.isPresent() && reference.patches().isPresent();
  }

  /** A part that does not lie still, beside the patches of its golden frames. */
  private Examined beside(ReferenceView reference, Picture picture, List<JudgedTile> tiles)
      throws InterruptedException {
    GoldenPatches golden = reference.patches().orElseThrow();
    GoldenPatches.Seen seen = golden.see(patches.orElseThrow(), picture);
    Grounds grounds =
        seen.strange()
            ? new Grounds.None("a frame shows something else than this view all over")
            : autonomy.grounds(reference.key(), reference.standard(), golden.golden());
    return new Examined(
        tiles,
        grounds,
        Optional.of(
            new Examined.Likeness(
                reference.standard(), seen.score(), warmest(tiles, seen.worst()))));
  }

  private static int warmest(List<JudgedTile> tiles, Box worst) {
    int warmest = 0;
    for (JudgedTile tile : tiles) {
      boolean more = tile.box().overlap(worst) > tiles.get(warmest).box().overlap(worst);
      warmest = more ? tile.slot() : warmest;
    }
    return warmest;
  }

  private static List<JudgedTile> plain(List<Box> boxes, List<TileScores> scores) {
    List<JudgedTile> tiles = new ArrayList<>(boxes.size());
    for (int slot = 0; slot < boxes.size(); slot++) {
      tiles.add(new JudgedTile(slot, boxes.get(slot), scores.get(slot)));
    }
    return tiles;
  }

  private List<JudgedTile> compared(
      Picture picture, List<Box> boxes, List<TileScores> scores, ReferenceView reference) {
    List<ReferenceDistance> distances =
        comparison
            .measure(picture, scores, reference.golden(), reference)
            .inUnitsOf(reference.noise());
    List<JudgedTile> tiles = new ArrayList<>(boxes.size());
    for (int slot = 0; slot < boxes.size(); slot++) {
      tiles.add(
          new JudgedTile(
              slot,
              boxes.get(slot),
              scores.get(slot),
              Optional.of(distances.get(slot)),
              reference.familiar(slot)));
    }
    return tiles;
  }

  /** Never a silent step down: whatever does not fit is a reason to ask. */
  private Grounds grounds(Picture picture, ViewKey view, Optional<ReferenceView> fitting) {
    Optional<ReferenceView> known = bank.find(view);
    if (known.isPresent() && fitting.isEmpty()) {
      return new Grounds.None(
          "its golden frames are %dx%d pixels, this frame is %dx%d, or its regions are others; enrol it again"
              .formatted(
                  known.get().width(), known.get().height(), picture.width(), picture.height()));
    }
    if (fitting.isPresent()) {
      return grounds(fitting.get());
    }
    return Grounds.ofClasses(model.bundle().manifest(), view);
  }

  private static Grounds grounds(ReferenceView reference) {
    return reference.registered()
        ? new Grounds.Golden(reference.golden().size())
        : new Grounds.None(
            String.format(
                Locale.ROOT,
                "its golden frames do not lie over one another (they differ by %.1f, at most %.0f), so that pixels cannot tell a defect; enrol it with a backbone of patches and two or more golden frames",
                reference.noise().pixels(),
                ReferenceView.MOST_REGISTERED));
  }

  @Override
  public void asked(UUID escalation, Triage.Unsure doubt) {
    doubt.asked().ifPresent(asked -> autonomy.asked(escalation, asked));
  }

  @Override
  public void answered(UUID escalation, Verdict verdict) {
    autonomy.answered(escalation, verdict);
  }

  @Override
  public List<Standing> standing() {
    return bank.keys().stream()
        .flatMap(key -> bank.find(key).stream())
        .filter(this::remembers)
        .map(
            view ->
                autonomy.standing(
                    view.key(), view.standard(), view.patches().orElseThrow().golden()))
        .toList();
  }

  @Override
  public ModelVersion model() {
    return model.version();
  }

  @Override
  public void close() {
    comparison.close();
  }
}
