package dev.andon.vision;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * The triage model in ONNX Runtime, with memory for tiles and answers that is bound once: DJL's way
 * in leaves twelve kilobytes of garbage with each tile, half a megabyte with a frame. Thread-safe;
 * what {@link #bind} gives is confined to one thread at a time.
 */
final class TileNetwork implements AutoCloseable {
  private static final String PIXELS = "pixels";
  private static final String EMBEDDING = "embedding";
  private static final String LOGITS = "logits";

  private final OrtEnvironment environment;
  private final OrtSession session;

  private TileNetwork(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  /**
   * Loads the bundle's verified bytes.
   *
   * @throws BundleRefusedException where the run time refuses them
   */
  static TileNetwork open(Bundle bundle, int intraOpThreads) {
    OrtEnvironment environment = OnnxSession.environment();
    try (OrtSession.SessionOptions options = OnnxSession.options(intraOpThreads)) {
      return new TileNetwork(environment, environment.createSession(bundle.onnx(), options));
    } catch (OrtException refused) {
      throw new BundleRefusedException(
          bundle.directory(),
          "ONNX Runtime cannot load " + Bundle.MODEL + ": " + refused.getMessage(),
          refused);
    }
  }

  /**
   * Binds tiles to their answers.
   *
   * @param pixels direct, native order; {@link Preprocessing#FLOATS} for each tile
   */
  Bound bind(FloatBuffer pixels, int tiles, int embedding, int classes) {
    try {
      return new Bound(tiles, pixels, floats(tiles * embedding), floats(tiles * classes));
    } catch (OrtException impossible) {
      throw new IllegalStateException("ONNX Runtime does not take the tiles' memory", impossible);
    }
  }

  private static FloatBuffer floats(int count) {
    return ByteBuffer.allocateDirect(count * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** So many tiles, and where their answers appear. */
  final class Bound implements AutoCloseable {
    private final FloatBuffer embeddings;
    private final FloatBuffer logits;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    private Bound(int tiles, FloatBuffer pixels, FloatBuffer embeddings, FloatBuffer logits)
        throws OrtException {
      this.embeddings = embeddings;
      this.logits = logits;
      this.inputs =
          Map.of(PIXELS, tensor(pixels, tiles, 3, Preprocessing.SIDE, Preprocessing.SIDE));
      this.outputs =
          Map.of(
              EMBEDDING,
              tensor(embeddings, tiles, embeddings.capacity() / tiles),
              LOGITS,
              tensor(logits, tiles, logits.capacity() / tiles));
    }

    private OnnxTensor tensor(FloatBuffer buffer, long... shape) throws OrtException {
      return OnnxTensor.createTensor(environment, buffer, shape);
    }

    /** Runs the network on what the pixels are now. */
    void run() {
      try (var _ = session.run(inputs, outputs)) {
        // The answers are where they were bound.
      } catch (OrtException failed) {
        throw new IllegalStateException(
            "the triage model failed on a tile: " + failed.getMessage(), failed);
      }
    }

    /** The embedding of a tile, copied. */
    float[] embedding(int tile, int size) {
      float[] copy = new float[size];
      embeddings.get(tile * size, copy);
      return copy;
    }

    /** One logit of a tile, before temperature and sigmoid. */
    float logit(int tile, int classes, int index) {
      return logits.get(tile * classes + index);
    }

    @Override
    public void close() {
      inputs.values().forEach(OnnxTensor::close);
      outputs.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException failed) {
      throw new IllegalStateException("ONNX Runtime did not close the triage model", failed);
    }
  }
}
