package dev.andon.vision;

import ai.djl.inference.Predictor;
import dev.andon.wire.Box;

/** Buffers and predictor of one picture at a time. Confined to whoever holds it. */
final class PatchSession implements AutoCloseable {
  private final PatchPreprocessing preprocessing = new PatchPreprocessing();
  private final Predictor<PixelPlanes, FeatureMaps> predictor;

  PatchSession(OnnxSession session) {
    predictor = session.features();
  }

  Patches patches(Picture picture, Box region) {
    return JoinedMaps.of(OnnxSession.run(predictor, preprocessing.write(picture, region)));
  }

  /** What the backbone says of a picture as it is: the numbers that golden answers hold. */
  FeatureMaps maps(Picture picture) {
    return OnnxSession.run(predictor, preprocessing.writeAsItIs(picture));
  }

  @Override
  public void close() {
    predictor.close();
    preprocessing.close();
  }
}
