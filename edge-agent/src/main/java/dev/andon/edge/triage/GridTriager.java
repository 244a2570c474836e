package dev.andon.edge.triage;

import dev.andon.edge.capture.Frame;
import dev.andon.vision.Picture;
import dev.andon.vision.TileScores;
import dev.andon.vision.TriageModel;
import dev.andon.wire.Box;
import dev.andon.wire.ModelVersion;
import java.util.ArrayList;
import java.util.List;
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
    ViewKey view = new ViewKey(frame.variant(), frame.view());
    List<JudgedTile> tiles = tiles(frame.picture(), view);
    if (tiles.getFirst().reference().isEmpty() && told.size() < TOLD && told.add(view)) {
      warn(frame.picture(), view);
    }
    return policy.decide(tiles, frame.variant(), frame.view());
  }

  /** All that is known about each tile of a picture, before anything is decided. */
  public List<JudgedTile> tiles(Picture picture, ViewKey view) throws InterruptedException {
    List<Box> boxes = layout.boxes(view, picture.width(), picture.height());
    List<TileScores> scores = model.infer(picture, boxes);
    Optional<List<ReferenceDistance>> distances = distances(picture, view, boxes, scores);
    List<JudgedTile> tiles = new ArrayList<>(boxes.size());
    for (int slot = 0; slot < boxes.size(); slot++) {
      int index = slot;
      tiles.add(
          new JudgedTile(
              slot, boxes.get(slot), scores.get(slot), distances.map(d -> d.get(index))));
    }
    return tiles;
  }

  private Optional<List<ReferenceDistance>> distances(
      Picture picture, ViewKey view, List<Box> boxes, List<TileScores> scores) {
    return bank.find(view)
        .filter(reference -> reference.fits(picture.width(), picture.height(), boxes))
        .map(
            reference ->
                comparison
                    .measure(picture, scores, reference.golden(), reference)
                    .inUnitsOf(reference.noise()));
  }

  /** Once a view: without golden frames nothing tells a scene that the model never saw. */
  private void warn(Picture picture, ViewKey view) {
    Optional<ReferenceView> known = bank.find(view);
    if (known.isPresent()) {
      LOG.warn(
          "golden frames of {} are {}x{} pixels and this frame is {}x{}, or its regions are others: judged without them; enrol it again",
          view,
          known.get().width(),
          known.get().height(),
          picture.width(),
          picture.height());
    } else {
      LOG.warn(
          "{} has no golden frames: judged by class scores alone, which may be sure about what the model never saw;"
              + " ./andon models enroll takes 1 to 50 good frames",
          view);
    }
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
