package dev.andon.lab;

import dev.andon.config.csv.CsvInput;
import dev.andon.edge.triage.ViewKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Scores of doubtful frames of one product, from which shifts are drawn with replacement.
 * Immutable.
 *
 * @param name for reports
 * @param good scores of good frames that somebody would be asked about, at least one
 * @param bad those of defective ones
 */
record ScorePool(String name, ViewKey view, double[] good, double[] bad) {
  private static final List<String> COLUMNS =
      List.of("truth", "score", "triage", "variant", "view", "golden", "seed");

  /** Judged defects that buy a threshold in {@link #bought}. */
  private static final int BOUGHT_WITH = 20;

  ScorePool {
    if (good.length == 0 || bad.length == 0) {
      throw new IllegalArgumentException(
          name
              + " needs doubtful frames of both kinds, and has %d good and %d defective"
                  .formatted(good.length, bad.length));
    }
  }

  double draw(boolean defective, RandomGenerator random) {
    double[] from = defective ? bad : good;
    return from[random.nextInt(from.length)];
  }

  /** The chance that a defective frame scores higher than a good one. */
  double auroc() {
    return Statistics.auroc(good, bad).orElseThrow();
  }

  /**
   * What is left to ask about once so many defects were judged: what scores less passes. Empty
   * where that is no doubt about good frames.
   */
  Optional<ScorePool> bought(RandomGenerator random) {
    double pass = Double.POSITIVE_INFINITY;
    for (int i = 0; i < BOUGHT_WITH; i++) {
      pass = Math.min(pass, draw(true, random));
    }
    double[] doubtful = from(pass, good);
    return doubtful.length == 0
        ? Optional.empty()
        : Optional.of(
            new ScorePool(name + ", " + BOUGHT_WITH + " judged", view, doubtful, from(pass, bad)));
  }

  private static double[] from(double least, double[] scores) {
    return Arrays.stream(scores).filter(score -> score >= least).toArray();
  }

  /**
   * The doubtful frames of a {@code frames.csv} of {@code models evaluate}, a pool for each choice
   * of golden frames that left doubt about frames of both kinds.
   */
  static List<ScorePool> read(Path csv) throws IOException {
    Map<String, Map<Boolean, List<Double>>> scores = new LinkedHashMap<>();
    Map<String, ViewKey> views = new LinkedHashMap<>();
    CsvInput.read(
        csv,
        COLUMNS,
        row -> {
          if (row.text("triage").equals("unsure")) {
            ViewKey view = new ViewKey(row.text("variant"), row.text("view"));
            String name =
                "%s, %s golden, seed %s".formatted(view, row.text("golden"), row.text("seed"));
            views.put(name, view);
            scores
                .computeIfAbsent(name, _ -> new LinkedHashMap<>())
                .computeIfAbsent(row.text("truth").equals("bad"), _ -> new ArrayList<>())
                .add(Double.parseDouble(row.text("score")));
          }
        });
    List<ScorePool> pools = new ArrayList<>();
    scores.forEach(
        (name, found) -> {
          if (found.size() == 2) {
            pools.add(
                new ScorePool(name, known(views, name), array(found, false), array(found, true)));
          }
        });
    return pools;
  }

  private static ViewKey known(Map<String, ViewKey> views, String name) {
    return Objects.requireNonNull(views.get(name));
  }

  private static double[] array(Map<Boolean, List<Double>> found, boolean bad) {
    return found.getOrDefault(bad, List.of()).stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Scores that two bells give, so many deviations apart. */
  static ScorePool drawn(String name, double apart, RandomGenerator random) {
    double[] good = random.doubles(2_000).map(_ -> bell(random.nextGaussian())).toArray();
    double[] bad = random.doubles(2_000).map(_ -> bell(apart + random.nextGaussian())).toArray();
    return new ScorePool(name, new ViewKey("drawn", name), good, bad);
  }

  private static double bell(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }
}
