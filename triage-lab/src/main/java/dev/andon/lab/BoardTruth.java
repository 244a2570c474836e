package dev.andon.lab;

import dev.andon.edge.capture.FrameTruth;
import dev.andon.vision.Decoding;
import dev.andon.vision.PhotographicNoise;
import dev.andon.vision.Picture;
import dev.andon.wire.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes a truth file from DeepPCB's file names: {@code GROUP/NAME_temp.jpg} is good, {@code
 * NAME_test.jpg} the same place with the defects of {@code NAME.txt} ({@code x1 y1 x2 y2 type}, 1
 * open … 6 pinhole). The variant is the board group, the view is the place.
 */
final class BoardTruth {
  private static final List<String> CLASSES =
      List.of("open", "short", "mousebite", "spur", "copper", "pinhole");
  private static final int RIM = 4;

  private final Path boards;
  private final Set<String> groups;
  private final int mostPlaces;
  private final List<FrameTruth> rows = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  /**
   * @param groups only these board groups; all when empty
   * @param mostPlaces of each group, spread evenly over it
   */
  BoardTruth(Path boards, Set<String> groups, int mostPlaces) {
    this.boards = boards;
    this.groups = groups;
    this.mostPlaces = mostPlaces;
  }

  List<FrameTruth> rows() {
    return rows;
  }

  List<String> skipped() {
    return skipped;
  }

  /**
   * Rows for the files as they lie: templates pass, or are golden for the first so many places of
   * each group.
   */
  void asTheyLie(int goldenPerGroup) throws IOException {
    for (Place place : places()) {
      boolean golden = place.indexInGroup() < goldenPerGroup;
      rows.add(
          row(
              place.template(),
              place,
              golden ? FrameTruth.State.GOLDEN : FrameTruth.State.PASS,
              List.of()));
      if (Files.exists(boards.resolve(place.test()))) {
        rows.add(row(place.test(), place, FrameTruth.State.DEFECT, place.marks()));
      } else {
        skipped.add(place.test() + ": missing");
      }
    }
  }

  /**
   * Photographs into a folder: per place golden captures of the template, a good capture, a capture
   * with all defects and one with a single defect, each with photographic noise of its own.
   *
   * @param target created if absent; rows name files below it
   * @param golden golden captures of each place, at least one
   */
  void photographed(Path target, int golden, long seed) throws IOException {
    Random random = new Random(seed);
    for (Place place : places()) {
      Optional<Picture> template = read(place.template());
      Optional<Picture> test = read(place.test());
      try {
        if (template.isPresent() && test.isPresent()) {
          photograph(place, template.get(), test.get(), target, random);
          for (int i = 2; i <= golden; i++) {
            String file = "%s_golden%02d.jpg".formatted(place.stem(), i);
            write(target, file, place, FrameTruth.State.GOLDEN, List.of(), template.get(), random);
          }
        }
      } finally {
        template.ifPresent(Picture::close);
        test.ifPresent(Picture::close);
      }
    }
  }

  private void photograph(Place place, Picture template, Picture test, Path target, Random random)
      throws IOException {
    String stem = place.stem();
    Files.createDirectories(target.resolve(stem).getParent());
    write(
        target, stem + "_golden.jpg", place, FrameTruth.State.GOLDEN, List.of(), template, random);
    write(target, stem + "_good.jpg", place, FrameTruth.State.PASS, List.of(), template, random);
    write(target, stem + "_test.jpg", place, FrameTruth.State.DEFECT, place.marks(), test, random);
    if (place.marks().size() > 1) {
      FrameTruth.Mark mark = place.marks().get(random.nextInt(place.marks().size()));
      try (Picture one = withOneDefect(template, test, mark.box())) {
        List<FrameTruth.Mark> marks = List.of(mark);
        write(target, stem + "_one.jpg", place, FrameTruth.State.DEFECT, marks, one, random);
      }
    }
  }

  private void write(
      Path target,
      String file,
      Place place,
      FrameTruth.State state,
      List<FrameTruth.Mark> marks,
      Picture picture,
      Random random)
      throws IOException {
    Files.write(target.resolve(file), PhotographicNoise.jpegOf(picture, random));
    rows.add(row(file, place, state, marks));
  }

  private static Picture withOneDefect(Picture template, Picture test, Box box) {
    byte[] pixels = template.pixels();
    byte[] from = test.pixels();
    int width = template.width();
    int x1 = Math.max(0, box.x1() - RIM);
    int x2 = Math.min(width, box.x2() + RIM);
    int y2 = Math.min(template.height(), box.y2() + RIM);
    for (int y = Math.max(0, box.y1() - RIM); y < y2; y++) {
      int at = (y * width + x1) * 3;
      System.arraycopy(from, at, pixels, at, (x2 - x1) * 3);
    }
    return Picture.of(width, template.height(), pixels);
  }

  private Optional<Picture> read(String file) throws IOException {
    Path path = boards.resolve(file);
    if (!Files.exists(path)) {
      skipped.add(file + ": missing");
      return Optional.empty();
    }
    return switch (Picture.decode(Files.readAllBytes(path), file)) {
      case Decoding.Decoded(Picture picture) -> Optional.of(picture);
      case Decoding.Refused(String reason) -> {
        skipped.add(reason);
        yield Optional.empty();
      }
    };
  }

  private static FrameTruth row(
      String file, Place place, FrameTruth.State state, List<FrameTruth.Mark> marks) {
    return new FrameTruth(file, place.group(), place.name(), state, marks);
  }

  /** One place of one board. */
  private record Place(String group, String name, int indexInGroup, List<FrameTruth.Mark> marks) {
    String stem() {
      return group + "/" + name;
    }

    String template() {
      return stem() + "_temp.jpg";
    }

    String test() {
      return stem() + "_test.jpg";
    }
  }

  private List<Place> places() throws IOException {
    List<Place> places = new ArrayList<>();
    for (Path group : children(boards, "")) {
      String name = group.getFileName().toString();
      if (Files.isDirectory(group) && (groups.isEmpty() || groups.contains(name))) {
        places.addAll(placesOf(group, name));
      }
    }
    if (places.isEmpty()) {
      String among = groups.isEmpty() ? "" : " in the groups " + groups;
      throw new IllegalArgumentException("there is no GROUP/NAME_temp.jpg below " + boards + among);
    }
    return places;
  }

  private List<Place> placesOf(Path group, String name) throws IOException {
    List<Path> templates = children(group, "_temp.jpg");
    int count = Math.min(mostPlaces, templates.size());
    List<Place> places = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      String file =
          templates.get((int) ((long) index * templates.size() / count)).getFileName().toString();
      String place = file.substring(0, file.length() - "_temp.jpg".length());
      places.add(new Place(name, place, index, marks(group.resolve(place + ".txt"))));
    }
    return places;
  }

  private static List<Path> children(Path folder, String ending) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(c -> c.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static List<FrameTruth.Mark> marks(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<FrameTruth.Mark> marks = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] f = line.strip().split("[\\s,]+", -1);
      if (f.length == 5) {
        Box box =
            new Box(
                Integer.parseInt(f[0]),
                Integer.parseInt(f[1]),
                Integer.parseInt(f[2]),
                Integer.parseInt(f[3]));
        marks.add(new FrameTruth.Mark(CLASSES.get(Integer.parseInt(f[4]) - 1), box));
      }
    }
    return marks;
  }
}
