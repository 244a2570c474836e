package dev.andon.vision;

import dev.andon.wire.Box;
import dev.andon.wire.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/**
 * The frozen backbone of patch memories at run time. Thread-safe: a few lanes, each with its own
 * buffers and predictor, are lent to callers; a caller waits while all lanes are busy. Several
 * stations in one process share one model.
 *
 * <p>A picture, or a region of one, is scaled so that its short side has 320 pixels: a defect of
 * less than about 4 of those pixels is lost. Larger frames are looked at in tiles.
 */
public final class PatchModel implements AutoCloseable {
  /** Pixels to which the short side of a picture, or of a region, is scaled. */
  public static final int SHORT_SIDE = PatchPreprocessing.SHORT;

  private static final int MOST_TILES = 16;

  private final PatchBundle bundle;
  private final OnnxSession session;
  private final BlockingQueue<PatchSession> free = new LinkedBlockingQueue<>();
  private final List<PatchSession> lanes = new ArrayList<>();

  /**
   * Loads a checked bundle.
   *
   * @param lanes most pictures at the same time, 1 … 64; each takes about two megabytes of buffers
   * @param intraOpThreads threads inside one inference, 1 … 64; they do not spin while they wait
   * @throws BundleRefusedException where the run time cannot load the model
   */
  public PatchModel(PatchBundle bundle, int lanes, int intraOpThreads) {
    TriageModel.Settings settings = new TriageModel.Settings(lanes, intraOpThreads, 1);
    this.bundle = bundle;
    this.session =
        OnnxSession.open(
            bundle.directory(), bundle.manifest().name(), bundle.onnx(), settings.intraOpThreads());
    for (int i = 0; i < settings.lanes(); i++) {
      PatchSession lane = new PatchSession(session);
      this.lanes.add(lane);
      free.add(lane);
    }
  }

  /** One lane, one thread: what a station needs. */
  public PatchModel(PatchBundle bundle) {
    this(bundle, 1, 1);
  }

  /** What runs here. */
  public PatchBundle bundle() {
    return bundle;
  }

  /** What runs here, as escalations name it. */
  public ModelVersion version() {
    PatchManifest manifest = bundle.manifest();
    return new ModelVersion(manifest.name(), manifest.version(), manifest.preprocessing());
  }

  /** What computes: {@code cpu}, or the accelerator that the run time was built for. */
  public String device() {
    return session.device();
  }

  /**
   * The patches of a whole picture.
   *
   * @throws InterruptedException when interrupted while all lanes are busy
   */
  public Patches patches(Picture picture) throws InterruptedException {
    return patches(picture, picture.bounds());
  }

  /**
   * The patches of a region, as if it were a picture of its own.
   *
   * @param region inside the picture
   * @throws InterruptedException when interrupted while all lanes are busy
   */
  public Patches patches(Picture picture, Box region) throws InterruptedException {
    return lent(lane -> lane.patches(picture, region));
  }

  /**
   * The patches of a region that is too large for one look: it is cut into tiles of the same size,
   * each is looked at by itself and scaled to 320 pixels, and their patches are laid side by side.
   *
   * @param region inside the picture
   * @param across tiles of one row, 1 … 16
   * @param down tiles of one column, 1 … 16
   * @throws InterruptedException when interrupted while all lanes are busy
   */
  public Patches patches(Picture picture, Box region, int across, int down)
      throws InterruptedException {
    List<Patches> tiles = new ArrayList<>();
    for (Box tile : tiles(region, across, down)) {
      tiles.add(patches(picture, tile));
    }
    return Patches.mosaic(tiles, across);
  }

  /** All of one size: where a side cannot be divided, neighbours share a line of pixels. */
  private static List<Box> tiles(Box region, int across, int down) {
    int width = region.x2() - region.x1();
    int height = region.y2() - region.y1();
    if (across < 1 || down < 1 || across > MOST_TILES || down > MOST_TILES) {
      throw new IllegalArgumentException(
          "tiles must be 1 … " + MOST_TILES + " each way, got " + across + "×" + down);
    }
    int wide = (width + across - 1) / across;
    int high = (height + down - 1) / down;
    List<Box> tiles = new ArrayList<>();
    for (int row = 0; row < down; row++) {
      int y = region.y1() + start(row, down, height - high);
      for (int column = 0; column < across; column++) {
        int x = region.x1() + start(column, across, width - wide);
        tiles.add(new Box(x, y, x + wide, y + high));
      }
    }
    return tiles;
  }

  private static int start(int index, int count, int last) {
    return count == 1 ? 0 : index * last / (count - 1);
  }

  /** What the backbone says of a picture as it is: the numbers that golden answers hold. */
  FeatureMaps maps(Picture picture) throws InterruptedException {
    return lent(lane -> lane.maps(picture));
  }

  private <T> T lent(Function<PatchSession, T> work) throws InterruptedException {
    PatchSession lane = free.take();
    try {
      return work.apply(lane);
    } finally {
      free.add(lane);
    }
  }

  /** Call when no inference runs any more. */
  @Override
  public void close() {
    lanes.forEach(PatchSession::close);
    session.close();
  }
}
