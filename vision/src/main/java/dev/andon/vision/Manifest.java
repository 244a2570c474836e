package dev.andon.vision;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a bundle's {@code manifest.json} promises.
 *
 * @param name the model's name
 * @param version the model's version
 * @param preprocessing the name of the pre-processing that the model was trained with
 * @param embeddingSize floats of an embedding
 * @param classes defect classes in the order of the model's output, none twice
 * @param temperature per class: what its logit is divided by before the sigmoid, above 0
 * @param bands per class: the policy's thresholds on its score
 * @param trainedOn variants that the model saw in training, so that their class scores alone may
 *     decide; mostly none
 * @param files every other file of the bundle by its name
 */
public record Manifest(
    String name,
    String version,
    String preprocessing,
    int embeddingSize,
    List<String> classes,
    Map<String, Double> temperature,
    Map<String, Band> bands,
    Set<String> trainedOn,
    Map<String, FileEntry> files) {

  /**
   * A file of the bundle.
   *
   * @param sha256 64 lower-case hexadecimal digits
   * @param bytes its exact length
   */
  public record FileEntry(String sha256, long bytes) {
    /** Refuses what cannot be a hash or a length. */
    public FileEntry {
      if (!sha256.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException("sha256 must be 64 hexadecimal digits, got " + sha256);
      }
      if (bytes < 0) {
        throw new IllegalArgumentException("bytes must not be negative, got " + bytes);
      }
    }
  }

  /** Refuses a manifest that contradicts itself. */
  public Manifest {
    classes = List.copyOf(classes);
    temperature = Map.copyOf(temperature);
    bands = Map.copyOf(bands);
    trainedOn = Set.copyOf(trainedOn);
    files = Map.copyOf(files);
    if (classes.isEmpty() || classes.stream().distinct().count() != classes.size()) {
      throw new IllegalArgumentException("classes must be named once each, got " + classes);
    }
    if (embeddingSize <= 0 || embeddingSize > 4096) {
      throw new IllegalArgumentException(
          "outputs.embedding.size must be 1 … 4096, got " + embeddingSize);
    }
    for (String each : classes) {
      Double divisor = temperature.get(each);
      if (divisor == null || !(divisor > 0) || divisor.isInfinite()) {
        throw new IllegalArgumentException(
            "temperature." + each + " must be above 0, got " + divisor);
      }
      if (!bands.containsKey(each)) {
        throw new IllegalArgumentException("bands." + each + " is missing");
      }
    }
  }
}
