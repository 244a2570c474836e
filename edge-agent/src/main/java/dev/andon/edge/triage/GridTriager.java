package dev.andon.edge.triage;

import dev.andon.edge.capture.Frame;
import dev.andon.vision.DistanceMap;
import dev.andon.vision.PatchModel;
import dev.andon.vision.Picture;
import dev.andon.vision.PictureQuality;
import dev.andon.vision.TileScores;
import dev.andon.vision.TriageModel;
import dev.andon.wire.Box;
import dev.andon.wire.Image;
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
import java.util.concurrent.atomic.AtomicReference;
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
  private final AtomicReference<Deciding> deciding;
  private final Optional<PatchModel> patches;
  private final Autonomy autonomy;
  private final GoldenComparison comparison = new GoldenComparison(PIXEL_CACHE_BYTES);
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

  /** What decides about what was seen; may be another one from frame to frame. */
  private record Deciding(TriagePolicy policy, Hysteresis hysteresis) {}

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
    this.deciding =
        new AtomicReference<>(new Deciding(policy, new Hysteresis(Hysteresis.Settings.NONE)));
    this.patches = patches;
    this.autonomy = autonomy;
  }

  /** From the next frame on, others decide. */
  public void replace(TriagePolicy policy, Hysteresis hysteresis) {
    deciding.set(new Deciding(policy, hysteresis));
  }

  @Override
  public Triage triage(Frame frame) throws InterruptedException {
    return scored(frame).triage();
  }

  @Override
  public ScoredTriage scored(Frame frame) throws InterruptedException {
    return scored(frame.picture(), key(frame));
  }

  @Override
  public ScoredTriage rehearsed(Frame frame) throws InterruptedException {
    Looked looked = look(frame.picture(), key(frame));
    return new ScoredTriage(looked.triage(), looked.examined().map(this::score));
  }

  private static ViewKey key(Frame frame) {
    return new ViewKey(frame.variant(), frame.view());
  }

  /** A distance, where patches are remembered, else the joined suspicion. */
  private ScoredTriage.Score score(Examined examined) {
    return examined
        .likeness()
        .map(like -> new ScoredTriage.Score("distance", like.score()))
        .orElseGet(() -> new ScoredTriage.Score("suspicion", suspicion(examined)));
  }

  /** The same for a picture that no source delivered. */
  public Triage triage(Picture picture, ViewKey view) throws InterruptedException {
    return scored(picture, view).triage();
  }

  private ScoredTriage scored(Picture picture, ViewKey view) throws InterruptedException {
    Deciding now = deciding.get();
    Looked looked = look(picture, view, now);
    now.hysteresis().decided(view, looked.triage());
    looked.examined().ifPresent(examined -> tell(examined, view, looked.triage()));
    boolean asked = looked.triage() instanceof Triage.Unsure;
    Optional<Examined> bare = looked.examined().filter(e -> asked && e.likeness().isPresent());
    Triage triage =
        bare.isPresent()
            ? now.policy().decide(withEmbeddings(bare.get(), picture), view)
            : looked.triage();
    return new ScoredTriage(triage, looked.examined().map(this::score));
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
    return look(picture, view, deciding.get());
  }

  private Looked look(Picture picture, ViewKey view, Deciding now) throws InterruptedException {
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
    double margin = now.hysteresis().margin(view);
    return new Looked(now.policy().decide(examined, view, margin), Optional.of(examined));
  }

  /** Views that buy their autonomy watch what becomes of their frames. */
  private void tell(Examined examined, ViewKey view, Triage decided) {
    if (examined.grounds() instanceof Grounds.Judged && examined.likeness().isPresent()) {
      double score = examined.likeness().get().score();
      bank.find(view).ifPresent(reference -> autonomy.decided(reference, score, decided));
    }
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
    return fitting
        .map(reference -> compared(picture, boxes, scores, reference))
        .orElseGet(() -> new Examined(plain(boxes, scores), ungrounded(picture, view)));
  }

  private static List<TileScores> nothing(int tiles) {
    return Collections.nCopies(tiles, new TileScores(new float[0], new float[0]));
  }

  /** The most that speaks against any tile, 0 … 1. */
  public double suspicion(Examined frame) {
    return frame.tiles().stream()
        .mapToDouble(deciding.get().policy()::suspicion)
        .max()
        .orElseThrow();
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
            : autonomy.grounds(reference);
    return new Examined(
        tiles,
        grounds,
        Optional.of(
            new Examined.Likeness(
                autonomy.standard(reference).text(), seen.score(), warmest(tiles, seen.worst()))));
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

  private Examined compared(
      Picture picture, List<Box> boxes, List<TileScores> scores, ReferenceView reference) {
    GoldenComparison.Raw raw = comparison.measure(picture, scores, reference.golden(), reference);
    List<ReferenceDistance> distances = raw.inUnitsOf(reference.noise());
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
    return new Examined(tiles, grounds(reference, raw.pixels().differing()));
  }

  /** Never a silent step down: whatever does not fit is a reason to ask. */
  private Grounds ungrounded(Picture picture, ViewKey view) {
    return bank.find(view)
        .<Grounds>map(
            known ->
                new Grounds.None(
                    "its golden frames are %dx%d pixels, this frame is %dx%d, or its regions are others; enrol it again"
                        .formatted(
                            known.width(), known.height(), picture.width(), picture.height())))
        .orElseGet(() -> Grounds.ofClasses(model.bundle().manifest(), view));
  }

  private static Grounds grounds(ReferenceView reference, double differing) {
    return reference.registered()
        ? new Grounds.Golden(reference.golden().size(), differing)
        : new Grounds.None(
            String.format(
                Locale.ROOT,
                "its golden frames do not lie over one another (they differ by %.1f, at most %.0f), so that pixels cannot tell a defect; enrol it with a backbone of patches and two or more golden frames",
                reference.noise().pixels(),
                ReferenceView.MOST_REGISTERED));
  }

  /**
   * The same place where golden frames lie over one another; the whole view where parts lie as they
   * like, because the same place of another part shows something else.
   */
  @Override
  public Optional<Image> beside(Frame frame, Triage.Unsure doubt, Box cutOut)
      throws InterruptedException {
    Picture picture = frame.picture();
    ViewKey key = new ViewKey(frame.variant(), frame.view());
    List<Box> boxes = layout.boxes(key, picture.width(), picture.height());
    Optional<ReferenceView> fitting =
        bank.find(key).filter(view -> view.fits(picture.width(), picture.height(), boxes));
    if (fitting.isEmpty()) {
      return Optional.empty();
    }
    ReferenceView view = fitting.get();
    if (remembers(view)) {
      DistanceMap map = view.patches().orElseThrow().map(patches.orElseThrow(), picture);
      return encoded(comparison.beside(picture, doubt.regions(), map, view), picture.bounds());
    }
    return view.registered()
        ? encoded(comparison.beside(picture, doubt.regions(), cutOut, view), cutOut)
        : Optional.empty();
  }

  private static Optional<Image> encoded(Picture drawn, Box shows) {
    try (drawn) {
      return Optional.of(Image.of("image/jpeg", shows, drawn.jpeg()));
    }
  }

  @Override
  public void asked(UUID escalation, Triage.Unsure doubt) {
    doubt.asked().ifPresent(asked -> autonomy.asked(escalation, asked));
  }

  @Override
  public void answered(UUID escalation, Verdict verdict, boolean byPerson) {
    autonomy.answered(escalation, verdict, byPerson);
  }

  @Override
  public List<ViewStanding> standing() {
    return bank.keys().stream()
        .flatMap(key -> bank.find(key).stream())
        .filter(this::remembers)
        .map(autonomy::standing)
        .toList();
  }

  @Override
  public long unkept() {
    return autonomy.unkept();
  }

  @Override
  public Optional<String> bank() {
    return bank.fingerprint();
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
