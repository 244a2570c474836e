package dev.andon.edge.samples;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Knows pictures that look like one that was taken before: same label, variant and view, and an
 * embedding of the triage model whose cosine with it is high enough. Confined to one thread.
 */
final class Embeddings {
  private final double similar;
  private final Map<Kind, List<float[]>> taken = new HashMap<>();

  private record Kind(LabelledPicture.Label label, String variant, String view) {}

  /**
   * @param similar cosine from which on two pictures are alike, above 0 to 1
   */
  Embeddings(double similar) {
    this.similar = similar;
  }

  /** Whether it is unlike all that were taken; then it is taken. Without an embedding it is. */
  boolean takes(LabelledPicture picture) {
    float[] embedding = picture.embedding();
    if (embedding.length == 0) {
      return true;
    }
    List<float[]> alike =
        taken.computeIfAbsent(
            new Kind(picture.label(), picture.part().variant(), picture.part().view()),
            kind -> new ArrayList<>());
    if (alike.stream().anyMatch(other -> cosine(other, embedding) >= similar)) {
      return false;
    }
    alike.add(embedding);
    return true;
  }

  private static double cosine(float[] a, float[] b) {
    if (a.length != b.length) {
      return -1;
    }
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The mean of those that are there, of length 1; empty where there are none of one length. */
  static float[] mean(List<float[]> all) {
    List<float[]> there = all.stream().filter(each -> each.length > 0).toList();
    int length = there.isEmpty() ? 0 : there.getFirst().length;
    float[] sum = new float[length];
    for (float[] each : there) {
      for (int i = 0; i < Math.min(length, each.length); i++) {
        sum[i] += each[i];
      }
    }
    return normalised(sum);
  }

  private static float[] normalised(float[] vector) {
    double squares = 0;
    for (float each : vector) {
      squares += (double) each * each;
    }
    if (!(squares > 0)) {
      return new float[0];
    }
    float scale = (float) (1 / Math.sqrt(squares));
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= scale;
    }
    return vector;
  }
}
