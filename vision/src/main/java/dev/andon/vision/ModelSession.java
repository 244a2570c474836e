package dev.andon.vision;

import ai.djl.inference.Predictor;
import dev.andon.wire.Box;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Buffers and predictor of one inference at a time. Confined to whoever holds it. */
final class ModelSession implements AutoCloseable {
  private final FloatBuffer buffer;
  private final Preprocessing preprocessing;
  private final Predictor<FloatBuffer, ModelOutput> predictor;
  private final Manifest manifest;
  private final double[] temperature;
  private final int batch;

  ModelSession(OnnxSession session, Manifest manifest, int batch) {
    this.manifest = manifest;
    this.batch = batch;
    this.temperature =
        manifest.classes().stream().mapToDouble(manifest.temperature()::get).toArray();
    this.buffer =
        ByteBuffer.allocateDirect(batch * Preprocessing.FLOATS * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    this.preprocessing = new Preprocessing(buffer, batch);
    this.predictor = session.predictor();
  }

  List<TileScores> infer(Picture picture, List<Box> tiles) {
    List<TileScores> results = new ArrayList<>(tiles.size());
    for (int from = 0; from < tiles.size(); from += batch) {
      int count = Math.min(batch, tiles.size() - from);
      for (int i = 0; i < count; i++) {
        preprocessing.write(picture, tiles.get(from + i), i);
      }
      ModelOutput output = run(count);
      for (int i = 0; i < count; i++) {
        results.add(tile(output, i));
      }
    }
    return results;
  }

  private ModelOutput run(int count) {
    return OnnxSession.run(predictor, buffer.clear().limit(count * Preprocessing.FLOATS));
  }

  private TileScores tile(ModelOutput output, int index) {
    int size = manifest.embeddingSize();
    int classes = temperature.length;
    float[] scores = new float[classes];
    for (int i = 0; i < classes; i++) {
      scores[i] = sigmoid(output.logits()[index * classes + i] / temperature[i]);
    }
    return new TileScores(
        Arrays.copyOfRange(output.embeddings(), index * size, (index + 1) * size), scores);
  }

  private static float sigmoid(double logit) {
    return (float) (1 / (1 + Math.exp(-logit)));
  }

  @Override
  public void close() {
    predictor.close();
    preprocessing.close();
  }
}
