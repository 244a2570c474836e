package dev.andon.edge.triage;

import dev.andon.edge.capture.Frame;
import dev.andon.vision.Picture;
import dev.andon.vision.PictureQuality;
import dev.andon.vision.TileScores;
import dev.andon.vision.TriageModel;
import dev.andon.wire.Box;
import dev.andon.wire.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
  private final Comparison comparison = new Comparison(PIXEL_CACHE_BYTES);
  private final Set<ViewKey> told = ConcurrentHashMap.newKeySet();

  /**
   * Assembles a triage.
   *
   * @param model shared with others; {@link #close} leaves it open
   * @param bank may gain views while this runs
   */
  public GridTriager(TriageModel model, Layout layout, ReferenceBank bank, TriagePolicy policy) {
    this.model = model;
    this.layout = layout;
    this.bank = bank;
    this.policy = policy;
  }

  @Override
  public Triage triage(Frame frame) throws InterruptedException {
    return triage(frame.picture(), new ViewKey(frame.variant(), frame.view()));
  }

  /** The same for a picture that no source delivered. */
  public Triage triage(Picture picture, ViewKey view) throws InterruptedException {
    Optional<CameraFault> fault =
        CameraCheck.of(
            PictureQuality.of(picture), bank.find(view).map(ReferenceView::leastQuality));
    if (fault.isPresent()) {
      return new Triage.Unfit(fault.get());
    }
    Examined examined = examine(picture, view);
    if (examined.grounds() instanceof Grounds.None(String why)
        && told.size() < TOLD
        && told.add(view)) {
      LOG.warn("every frame of {} is asked about: {}", view, why);
    }
    return policy.decide(examined, view);
  }

  /** All that is known about a picture, before anything is decided. */
  public Examined examine(Picture picture, ViewKey view) throws InterruptedException {
    List<Box> boxes = layout.boxes(view, picture.width(), picture.height());
    List<TileScores> scores = model.infer(picture, boxes);
    Optional<ReferenceView> fitting =
        bank.find(view)
            .filter(reference -> reference.fits(picture.width(), picture.height(), boxes));
    Grounds grounds = grounds(picture, view, fitting);
    List<JudgedTile> tiles =
        fitting
            .map(reference -> compared(picture, boxes, scores, reference))
            .orElseGet(() -> plain(boxes, scores));
    return new Examined(tiles, grounds);
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
                "its golden frames do not lie over one another (they differ by %.1f, at most %.0f), so that pixels cannot tell a defect",
                reference.noise().pixels(),
                ReferenceView.MOST_REGISTERED));
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
