package dev.andon.vision;

import dev.andon.wire.Box;
import dev.andon.wire.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The triage model at run time: embedding and class scores for tiles of a picture. Thread-safe: a
 * few lanes, each with its own buffers and predictor, are lent to callers; a caller waits while all
 * lanes are busy. Several stations in one process share one model.
 */
public final class TriageModel implements AutoCloseable {
  private static final String DEVICE = "cpu";

  private final Bundle bundle;
  private final TileNetwork network;
  private final BlockingQueue<ModelSession> free = new LinkedBlockingQueue<>();
  private final List<ModelSession> lanes = new ArrayList<>();

  /**
   * How a model runs.
   *
   * @param lanes most inferences at the same time, 1 … 64; each takes about a megabyte of buffers
   * @param intraOpThreads threads inside one inference, 1 … 64; above 1 they do not spin while they
   *     wait
   * @param batch tiles handed to the run time at once, 1 … 64; more than one pays on accelerators
   *     only
   */
  public record Settings(int lanes, int intraOpThreads, int batch) {
    /** One lane, one thread, one tile: what a station needs. */
    public static final Settings DEFAULT = new Settings(1, 1, 1);

    /** Refuses counts out of range. */
    public Settings {
      check("lanes", lanes);
      check("intraOpThreads", intraOpThreads);
      check("batch", batch);
    }

    private static void check(String name, int value) {
      if (value < 1 || value > 64) {
        throw new IllegalArgumentException(name + " must be 1 … 64, got " + value);
      }
    }
  }

  /**
   * Loads a checked bundle.
   *
   * @throws BundleRefusedException where the run time cannot load the model
   */
  public TriageModel(Bundle bundle, Settings settings) {
    this.bundle = bundle;
    this.network = TileNetwork.open(bundle, settings.intraOpThreads());
    for (int i = 0; i < settings.lanes(); i++) {
      ModelSession lane = new ModelSession(network, bundle.manifest(), settings.batch());
      lanes.add(lane);
      free.add(lane);
    }
  }

  /** Loads with {@link Settings#DEFAULT}. */
  public TriageModel(Bundle bundle) {
    this(bundle, Settings.DEFAULT);
  }

  /** What runs here. */
  public Bundle bundle() {
    return bundle;
  }

  /** What runs here, as escalations name it. */
  public ModelVersion version() {
    Manifest manifest = bundle.manifest();
    return new ModelVersion(manifest.name(), manifest.version(), manifest.preprocessing());
  }

  /** Classes in the order of every {@link TileScores#scores()}. */
  public List<String> classes() {
    return bundle.manifest().classes();
  }

  /** What computes. */
  public String device() {
    return DEVICE;
  }

  /**
   * Judges tiles of one picture.
   *
   * @param tiles inside the picture, in the order wanted
   * @return one result per tile in the same order
   * @throws InterruptedException when interrupted while all lanes are busy
   */
  public List<TileScores> infer(Picture picture, List<Box> tiles) throws InterruptedException {
    ModelSession lane = free.take();
    try {
      return lane.infer(picture, tiles);
    } finally {
      free.add(lane);
    }
  }

  /** Call when no inference runs any more. */
  @Override
  public void close() {
    lanes.forEach(ModelSession::close);
    network.close();
  }
}
