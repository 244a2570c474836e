package dev.andon.sandbox.bench.edge;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.andon.vision.Picture;
import dev.andon.vision.Preprocessing;
import dev.andon.wire.Box;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * ONNX Runtime alone on tensors that were made beforehand, with our threads: what no station can be
 * faster than. Confined to one thread.
 */
final class RawLoop implements AutoCloseable {
  private static final long[] SHAPE = {1, 3, Preprocessing.SIDE, Preprocessing.SIDE};

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final List<OnnxTensor> tensors = new ArrayList<>();

  /**
   * Loads the model; our own must have been loaded before, since DJL fails behind a raw
   * environment.
   *
   * @param tiles of the picture, which is looked at once, here
   */
  RawLoop(Path onnx, Picture picture, List<Box> tiles) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      session = environment.createSession(onnx.toString(), options);
      for (Box tile : tiles) {
        tensors.add(tensor(picture, tile));
      }
    } catch (OrtException refused) {
      throw new IllegalStateException("ONNX Runtime does not take " + onnx, refused);
    }
  }

  private OnnxTensor tensor(Picture picture, Box tile) throws OrtException {
    FloatBuffer pixels =
        ByteBuffer.allocateDirect(Preprocessing.FLOATS * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    try (Preprocessing preprocessing = new Preprocessing(pixels, 1)) {
      preprocessing.write(picture, tile, 0);
    }
    return OnnxTensor.createTensor(environment, pixels, SHAPE);
  }

  /** Looks at each tile; what it says is read and forgotten. */
  float look() {
    float most = 0;
    try {
      for (OnnxTensor tensor : tensors) {
        try (OrtSession.Result result =
            session.run(Map.of("pixels", tensor), Set.of("embedding", "logits"))) {
          most = Math.max(most, first(result, "embedding") + first(result, "logits"));
        }
      }
    } catch (OrtException failed) {
      throw new IllegalStateException("the model failed on a tile", failed);
    }
    return most;
  }

  private static float first(OrtSession.Result result, String name) {
    return ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer().get(0);
  }

  @Override
  public void close() {
    tensors.forEach(OnnxTensor::close);
    try {
      session.close();
    } catch (OrtException failed) {
      throw new IllegalStateException("the session did not close", failed);
    }
  }
}
