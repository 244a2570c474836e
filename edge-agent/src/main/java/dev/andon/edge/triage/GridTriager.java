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

/**
 * The triage of a station: boxes from the layout, scores from the model, distances from the
 * reference bank, the decision from the policy. Thread-safe.
 */
public final class GridTriager implements Triager {
  private static final long PIXEL_CACHE_BYTES = 48L << 20;

  private final TriageModel model;
  private final Layout layout;
  private final ReferenceBank bank;
  private final TriagePolicy policy;
  private final Comparison comparison = new Comparison(PIXEL_CACHE_BYTES);

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
    List<JudgedTile> tiles = tiles(frame.picture(), new ViewKey(frame.variant(), frame.view()));
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

  @Override
  public ModelVersion model() {
    return model.version();
  }

  @Override
  public void close() {
    comparison.close();
  }
}
