package dev.andon.vision;

import dev.andon.wire.Box;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Buffers and bound tensors of one inference at a time. Confined to whoever holds it. */
final class ModelSession implements AutoCloseable {
  private final FloatBuffer buffer;
  private final Preprocessing preprocessing;
  private final TileNetwork network;
  private final int embeddingSize;
  private final double[] temperature;

  /** By the number of tiles minus one; the last tiles of a frame may be fewer than a batch. */
  private final TileNetwork.@Nullable Bound[] bound;

  ModelSession(TileNetwork network, Manifest manifest, int batch) {
    this.network = network;
    this.embeddingSize = manifest.embeddingSize();
    this.temperature =
        manifest.classes().stream().mapToDouble(manifest.temperature()::get).toArray();
    this.buffer =
        ByteBuffer.allocateDirect(batch * Preprocessing.FLOATS * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    this.preprocessing = new Preprocessing(buffer, batch);
    this.bound = new TileNetwork.Bound[batch];
  }

  List<TileScores> infer(Picture picture, List<Box> tiles) {
    List<TileScores> results = new ArrayList<>(tiles.size());
    for (int from = 0; from < tiles.size(); from += bound.length) {
      int count = Math.min(bound.length, tiles.size() - from);
      for (int i = 0; i < count; i++) {
        preprocessing.write(picture, tiles.get(from + i), i);
      }
      TileNetwork.Bound answers = bound(count);
      answers.run();
      for (int i = 0; i < count; i++) {
        results.add(tile(answers, i));
      }
    }
    return results;
  }

  private TileNetwork.Bound bound(int count) {
    TileNetwork.Bound known = bound[count - 1];
    if (known == null) {
      FloatBuffer pixels = buffer.clear().slice(0, count * Preprocessing.FLOATS);
      known = network.bind(pixels, count, embeddingSize, temperature.length);
      bound[count - 1] = known;
    }
    return known;
  }

  private TileScores tile(TileNetwork.Bound answers, int index) {
    float[] scores = new float[temperature.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = sigmoid(answers.logit(index, scores.length, i) / temperature[i]);
    }
    return new TileScores(answers.embedding(index, embeddingSize), scores);
  }

  private static float sigmoid(double logit) {
    return (float) (1 / (1 + Math.exp(-logit)));
  }

  @Override
  public void close() {
    for (TileNetwork.@Nullable Bound each : bound) {
      if (each != null) {
        each.close();
      }
    }
    preprocessing.close();
  }
}
