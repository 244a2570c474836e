package dev.andon.vision;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one adapter to DJL and ONNX Runtime. DJL's ONNX engine knows tensors from direct buffers and
 * nothing more: no batchifier, no arrays, no image transforms. Thread-safe; a predictor is confined
 * to one thread at a time.
 */
final class OnnxSession implements AutoCloseable {
  static {
    // DJL asks a cloud metadata address where it runs and reports to its makers as soon as its
    // first class loads.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
  }

  private static final String ENGINE = "OnnxRuntime";

  private final Model model;
  private final SessionOptions options;

  private OnnxSession(Model model, SessionOptions options) {
    this.model = model;
    this.options = options;
  }

  /**
   * Loads verified bytes.
   *
   * @param directory where they come from, for the refusal
   * @throws BundleRefusedException where the run time refuses them
   */
  static OnnxSession open(Path directory, String name, byte[] onnx, int intraOpThreads) {
    environment();
    Model model = Model.newInstance(name, Device.cpu(), ENGINE);
    try {
      SessionOptions options = options(intraOpThreads);
      model.load(new ByteArrayInputStream(onnx), Map.of("sessionOptions", options));
      return new OnnxSession(model, options);
    } catch (OrtException | MalformedModelException | IOException e) {
      model.close();
      throw new BundleRefusedException(
          directory, "ONNX Runtime cannot load " + Bundle.MODEL + ": " + rootOf(e), e);
    }
  }

  /**
   * ONNX Runtime, as DJL has made it: a raw environment created before DJL's makes DJL fail for
   * ever in this process.
   */
  static OrtEnvironment environment() {
    Engine.getEngine(ENGINE);
    return OrtEnvironment.getEnvironment();
  }

  static SessionOptions options(int intraOpThreads) throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setIntraOpNumThreads(intraOpThreads);
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.addConfigEntry("session.inter_op.allow_spinning", "0");
    return options;
  }

  Predictor<PixelPlanes, FeatureMaps> features() {
    return model.newPredictor(new PlanesTranslator());
  }

  static FeatureMaps run(Predictor<PixelPlanes, FeatureMaps> predictor, PixelPlanes pixels) {
    try {
      return predictor.predict(pixels);
    } catch (TranslateException e) {
      throw new IllegalStateException("the patch model failed on a picture: " + rootOf(e), e);
    }
  }

  String device() {
    return model.getNDManager().getDevice().getDeviceType();
  }

  @Override
  public void close() {
    model.close();
    options.close();
  }

  private static String rootOf(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** One picture of any size in, its feature maps out. */
  private static final class PlanesTranslator implements Translator<PixelPlanes, FeatureMaps> {
    @Override
    public NDList processInput(TranslatorContext context, PixelPlanes pixels) {
      Shape shape = new Shape(1, 3, pixels.height(), pixels.width());
      return new NDList(context.getNDManager().create(pixels.values(), shape, DataType.FLOAT32));
    }

    @Override
    public FeatureMaps processOutput(TranslatorContext context, NDList outputs) {
      Shape shape = outputs.get("stride16").getShape();
      return new FeatureMaps(
          Math.toIntExact(shape.get(2)),
          Math.toIntExact(shape.get(3)),
          outputs.get("stride8").toFloatArray(),
          outputs.get("stride16").toFloatArray());
    }

    @Override
    public @Nullable Batchifier getBatchifier() {
      return null;
    }
  }
}
