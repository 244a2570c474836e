package dev.andon.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A station whose shifts are played.
 *
 * @param pools a view each
 */
record PaceStation(String name, List<ScorePool> pools) {
  private static final long BOUGHT_SEED = 7;

  /** Each choice of golden frames, before and after judged defects have bought a threshold. */
  static List<PaceStation> recorded(List<Path> files) throws IOException {
    List<PaceStation> stations = new ArrayList<>();
    for (Path file : files) {
      List<ScorePool> pools = ScorePool.read(file);
      if (pools.isEmpty()) {
        throw new IllegalArgumentException(
            file + " has no choice of golden frames with doubt about good and defective frames");
      }
      for (ScorePool pool : pools) {
        stations.add(new PaceStation(title(file) + ": " + pool.name(), List.of(pool)));
        pool.bought(new Random(BOUGHT_SEED))
            .map(after -> new PaceStation(title(file) + ": " + after.name(), List.of(after)))
            .ifPresent(stations::add);
      }
    }
    return stations;
  }

  private static String title(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null || folder.getFileName() == null
        ? "frames"
        : folder.getFileName().toString();
  }

  /** Views that tell defects well, middling and hardly, and a station that has two of them. */
  static List<PaceStation> drawn(Random random) {
    ScorePool well = ScorePool.drawn("well told", 2.5, random);
    ScorePool middling = ScorePool.drawn("middling", 1.5, random);
    ScorePool hardly = ScorePool.drawn("hardly told", 0.75, random);
    return List.of(
        new PaceStation("drawn, well told", List.of(well)),
        new PaceStation("drawn, middling", List.of(middling)),
        new PaceStation("drawn, hardly told", List.of(hardly)),
        new PaceStation("drawn, two views", List.of(well, hardly)));
  }

  double auroc() {
    return pools.stream().mapToDouble(ScorePool::auroc).average().orElse(Double.NaN);
  }
}
