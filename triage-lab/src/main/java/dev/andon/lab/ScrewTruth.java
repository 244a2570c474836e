package dev.andon.lab;

import dev.andon.edge.capture.FrameTruth;
import dev.andon.wire.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes a truth file from the names of the screw photos: {@code 34_1001.jpg} says which of four
 * screws are there, left to right, top to bottom.
 */
final class ScrewTruth {
  static final String VARIANT = "screws";
  static final String VIEW = "station";
  static final List<Box> SLOTS =
      List.of(
          new Box(5, 69, 261, 326),
          new Box(305, 69, 561, 326),
          new Box(5, 429, 261, 686),
          new Box(325, 429, 581, 686));

  private static final Pattern NAME = Pattern.compile("\\d+_([01]{4})\\.jpg");

  private ScrewTruth() {}

  /**
   * One row per missing screw; a photo with all four passes, and the first so many of those are
   * golden.
   */
  static List<FrameTruth> read(Path folder, int golden) throws IOException {
    List<FrameTruth> rows = new ArrayList<>();
    int goldenLeft = golden;
    for (Path file : files(folder)) {
      String name = file.getFileName().toString();
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        List<FrameTruth.Mark> missing = missing(matcher.group(1));
        boolean enrols = missing.isEmpty() && goldenLeft-- > 0;
        FrameTruth.State whole = enrols ? FrameTruth.State.GOLDEN : FrameTruth.State.PASS;
        rows.add(
            new FrameTruth(
                name, VARIANT, VIEW, missing.isEmpty() ? whole : FrameTruth.State.DEFECT, missing));
      }
    }
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("there is no photo like 34_1001.jpg in " + folder);
    }
    return rows;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static List<FrameTruth.Mark> missing(String digits) {
    List<FrameTruth.Mark> missing = new ArrayList<>();
    for (int i = 0; i < SLOTS.size(); i++) {
      if (digits.charAt(i) == '0') {
        missing.add(new FrameTruth.Mark("missing_screw", SLOTS.get(i)));
      }
    }
    return missing;
  }
}
