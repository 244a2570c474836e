package dev.andon.vision;

/**
 * What the model says about one tile. Arrays are the receiver's own; nobody changes them.
 *
 * @param embedding L2-normalised, the length of the bundle's embedding
 * @param scores one per class in the bundle's order, each 0 … 1: the sigmoid of logit / temperature
 */
public record TileScores(float[] embedding, float[] scores) {

  /** 1 − cosine to another embedding of the same length: 0 (same) … 2 (opposite). */
  public float distanceTo(float[] other) {
    if (other.length != embedding.length) {
      throw new IllegalArgumentException(
          "embeddings of " + embedding.length + " and " + other.length + " floats do not compare");
    }
    float dot = 0;
    for (int i = 0; i < other.length; i++) {
      dot += embedding[i] * other[i];
    }
    return 1 - dot;
  }

  /** The class with the highest score. */
  public int topClass() {
    int top = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[top]) {
        top = i;
      }
    }
    return top;
  }
}
