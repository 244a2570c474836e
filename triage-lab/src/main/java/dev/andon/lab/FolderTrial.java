package dev.andon.lab;

import dev.andon.edge.capture.folder.FolderSource;
import dev.andon.edge.triage.ViewKey;
import dev.andon.vision.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What the shipped policy does with two folders, good and bad: some of the good frames are golden,
 * the others are judged, and those of other products are shown as well. Confined to one thread.
 */
final class FolderTrial {
  private static final ViewKey VIEW = new ViewKey("product", "view");

  private final ViewTrial trial;
  private final Path folder;
  private final List<Sample> good;
  private final List<Sample> bad;
  private final Map<String, List<Sample>> strangers = new LinkedHashMap<>();

  /**
   * Lists the folders.
   *
   * @throws IllegalArgumentException where one is none, or holds no picture
   */
  FolderTrial(ViewTrial trial, Path good, Path bad, List<Path> strangers) {
    this.trial = trial;
    this.folder = good;
    this.good = samples("--good", good, "good/", false);
    this.bad = samples("--bad", bad, "bad/", true);
    for (Path each : strangers) {
      List<Sample> of = samples("--strangers", each, each + "/", false);
      this.strangers.put(each.toString(), of);
    }
  }

  /** Pictures below a folder; not one of them was opened yet. */
  static List<Sample> samples(String option, Path folder, String prefix, boolean bad) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "%s %s %s"
              .formatted(
                  option,
                  folder,
                  Files.exists(folder) ? "is a file, not a folder" : "does not exist"));
    }
    List<Sample> samples =
        FolderSource.pictures(folder).stream()
            .map(name -> new Sample(folder.resolve(name), prefix + name, bad))
            .toList();
    if (samples.isEmpty()) {
      throw new IllegalArgumentException(
          "%s %s holds no picture: files must end in .jpg, .jpeg or .png"
              .formatted(option, folder));
    }
    return samples;
  }

  /**
   * Refuses numbers of golden frames that there cannot be, before anything takes its time.
   *
   * @throws IllegalArgumentException naming the number
   */
  void require(List<Integer> golden) {
    for (int each : golden) {
      if (each >= good.size()) {
        throw tooMany(each, good.size());
      }
    }
  }

  private IllegalArgumentException tooMany(int golden, int there) {
    return new IllegalArgumentException(
        "--golden %d needs %d good pictures that can be read, so that one is left to judge; %s has %d"
            .formatted(golden, golden + 1, folder, there));
  }

  /** What one draw takes, in frames that are judged. */
  int size(int golden) {
    return frames()
        - golden
        + trial.enrolling(golden)
        + strangers.values().stream().mapToInt(List::size).sum();
  }

  /** Good and bad ones. */
  int frames() {
    return good.size() + bad.size();
  }

  /**
   * Enrols and judges.
   *
   * @param golden how many of the good frames are golden, at least one and fewer than there are
   * @throws IllegalArgumentException where there are not so many that can be read
   */
  Draw run(int golden, long seed, ViewTrial.Step step) throws InterruptedException {
    List<Sample> shuffled = new ArrayList<>(good);
    Collections.shuffle(shuffled, new Random(seed));
    List<Sample> readable = readable(shuffled, golden);
    List<Sample> frames = new ArrayList<>(shuffled);
    frames.removeAll(readable);
    if (readable.size() < golden || frames.isEmpty()) {
      throw tooMany(golden, readable.size());
    }
    frames.addAll(bad);
    ViewOutcome outcome =
        trial.run(
            VIEW,
            new ViewTrial.Shown(readable, frames, strangers, true),
            new Random(seed),
            ViewTrial.Watch.NONE,
            step);
    requireBoth(outcome);
    return new Draw(golden, seed, List.of(outcome));
  }

  /** The first so many that can be read: one more golden frame may not go missing in silence. */
  private List<Sample> readable(List<Sample> shuffled, int golden) {
    List<Sample> readable = new ArrayList<>();
    for (Sample sample : shuffled) {
      if (readable.size() < golden) {
        Optional<Picture> picture = trial.reader().read(sample);
        picture.ifPresent(Picture::close);
        picture.ifPresent(p -> readable.add(sample));
      }
    }
    return readable;
  }

  private void requireBoth(ViewOutcome outcome) {
    for (boolean defective : new boolean[] {false, true}) {
      if (outcome.frames().stream().noneMatch(frame -> frame.bad() == defective)) {
        throw new IllegalArgumentException(
            "no %s picture could be read: %s"
                .formatted(
                    defective ? "bad" : "other good",
                    String.join("; ", trial.reader().skipped().stream().limit(3).toList())));
      }
    }
  }

  /** Separation by class scores alone, over all frames. */
  Optional<Double> aurocWithoutGolden(ViewTrial.Step step) throws InterruptedException {
    return Statistics.auroc(alone(good, step), alone(bad, step));
  }

  private double[] alone(List<Sample> samples, ViewTrial.Step step) throws InterruptedException {
    Map<String, Double> scores = new HashMap<>();
    for (Sample sample : samples) {
      trial.withoutGolden(VIEW, sample).ifPresent(score -> scores.put(sample.name(), score));
      step.done(1);
    }
    return scores.values().stream().mapToDouble(Double::doubleValue).toArray();
  }
}
