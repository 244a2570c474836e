package dev.andon.vision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares a model's answers on this machine with those that it was published with: {@code
 * golden.json} of its bundle holds inputs that a formula draws, and what the model said of each.
 */
public final class GoldenAnswers {
  /** Greatest difference of a number at which machines agree. */
  public static final double TOLERANCE = 1e-3;

  private static final long MAX_BYTES = 10_000_000;

  private GoldenAnswers() {}

  /** What came of the comparison. */
  public sealed interface Outcome {}

  /** The bundle has no golden answers. */
  public record Absent() implements Outcome {}

  /**
   * They were compared.
   *
   * @param cases how many inputs
   * @param worst greatest difference of any number; infinite where the shape differs
   */
  public record Compared(int cases, double worst) implements Outcome {}

  /**
   * Runs every golden input.
   *
   * @throws BundleRefusedException where golden.json cannot be read
   * @throws InterruptedException when interrupted while the model is busy
   */
  public static Outcome check(TriageModel model) throws InterruptedException {
    Path file = model.bundle().directory().resolve("golden.json");
    if (!Files.exists(file)) {
      return new Absent();
    }
    JsonNode cases = read(model.bundle().directory(), file).path("cases");
    double worst = 0;
    for (JsonNode each : cases) {
      worst = Math.max(worst, difference(model, each));
    }
    return new Compared(cases.size(), worst);
  }

  /**
   * Runs every golden input of a backbone of patch memories, as it is.
   *
   * @throws BundleRefusedException where golden.json cannot be read
   * @throws InterruptedException when interrupted while the model is busy
   */
  public static Outcome check(PatchModel model) throws InterruptedException {
    Path file = model.bundle().directory().resolve("golden.json");
    if (!Files.exists(file)) {
      return new Absent();
    }
    JsonNode cases = read(model.bundle().directory(), file).path("cases");
    double worst = 0;
    for (JsonNode each : cases) {
      worst = Math.max(worst, difference(model, each));
    }
    return new Compared(cases.size(), worst);
  }

  private static double difference(PatchModel model, JsonNode golden) throws InterruptedException {
    try (Picture picture =
        draw(golden, golden.path("width").intValue(), golden.path("height").intValue())) {
      FeatureMaps maps = model.maps(picture);
      return Math.max(
          difference(maps.stride8(), golden.path("stride8"), 1),
          difference(maps.stride16(), golden.path("stride16"), 1));
    }
  }

  private static JsonNode read(Path directory, Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new BundleRefusedException(
            directory, "golden.json has more than the " + MAX_BYTES + " bytes allowed");
      }
      return JsonMapper.builder().build().readTree(Files.readAllBytes(file));
    } catch (IOException | JacksonException e) {
      throw new BundleRefusedException(directory, "golden.json cannot be read: " + e, e);
    }
  }

  private static double difference(TriageModel model, JsonNode golden) throws InterruptedException {
    try (Picture picture = draw(golden, Preprocessing.SIDE, Preprocessing.SIDE)) {
      TileScores tile = model.infer(picture, List.of(picture.bounds())).getFirst();
      double embedding = difference(tile.embedding(), golden.path("embedding"), 1);
      return Math.max(embedding, scores(model, tile, golden.path("logits")));
    }
  }

  /** Logits are compared as the scores that they become: that is what decides. */
  private static double scores(TriageModel model, TileScores tile, JsonNode logits) {
    Manifest manifest = model.bundle().manifest();
    if (logits.size() != manifest.classes().size()) {
      return Double.POSITIVE_INFINITY;
    }
    double worst = 0;
    for (int i = 0; i < logits.size(); i++) {
      double temperature = manifest.temperature().getOrDefault(manifest.classes().get(i), 1.0);
      double expected = 1 / (1 + Math.exp(-logits.get(i).doubleValue() / temperature));
      worst = Math.max(worst, Math.abs(tile.scores()[i] - expected));
    }
    return worst;
  }

  private static double difference(float[] actual, JsonNode expected, double scale) {
    if (expected.size() != actual.length) {
      return Double.POSITIVE_INFINITY;
    }
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - expected.get(i).doubleValue()) * scale);
    }
    return worst;
  }

  /** Channel c (0 red) at (x, y) is (x·x_factor + y·y_factor + c·c_factor) mod 256. */
  private static Picture draw(JsonNode golden, int width, int height) {
    int fx = golden.path("x_factor").intValue();
    int fy = golden.path("y_factor").intValue();
    int fc = golden.path("c_factor").intValue();
    byte[] bgr = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < 3; channel++) {
          bgr[(y * width + x) * 3 + 2 - channel] = (byte) (x * fx + y * fy + channel * fc);
        }
      }
    }
    return Picture.of(width, height, bgr);
  }
}
