package dev.andon.sandbox.scenes;

import dev.andon.edge.capture.Truth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One drawn product, good and bad frame by frame. Not thread-safe. */
sealed interface Drawing {
  /** Where its camera stands. */
  String VIEW = Part.View.TOP.text();

  /** A frame as it is written. */
  record Frame(byte[] jpeg, dev.andon.sandbox.truth.Truth truth) {}

  /** The product variant's name. */
  String variant();

  /** The next frame. */
  Frame next(boolean defective);

  /** Cloth: no two frames lie over one another. */
  record OfTextile(Textile textile) implements Drawing {
    @Override
    public String variant() {
      return Textile.VARIANT;
    }

    @Override
    public Frame next(boolean defective) {
      Textile.Cloth cloth = defective ? textile.bad() : textile.good();
      return new Frame(cloth.jpeg(), cloth.truth());
    }
  }

  /** Machined parts, each once, though the belt may stop. */
  record OfPart(Part part, Each good, Each bad) implements Drawing {
    @Override
    public String variant() {
      return part.variant();
    }

    @Override
    public Frame next(boolean defective) {
      Scene scene = (defective ? bad : good).next();
      return new Frame(scene.jpeg(), scene.truth());
    }
  }

  /** Skips frames that show the part of the frame before. */
  final class Each {
    private final SceneStream stream;
    private long last;

    Each(SceneStream stream) {
      this.stream = stream;
    }

    Scene next() {
      Scene scene = stream.next();
      while (scene.partNumber() == last) {
        scene = stream.next();
      }
      last = scene.partNumber();
      return scene;
    }
  }

  /** The product of that name, if there is one. */
  static Optional<Drawing> of(String product, long seed) {
    if (product.equals(Textile.VARIANT)) {
      return Optional.of(new OfTextile(new Textile(seed)));
    }
    return Arrays.stream(Part.values())
        .filter(part -> part.variant().equals(product))
        .findFirst()
        .map(
            part ->
                new OfPart(
                    part,
                    new Each(new SceneStream(part, Part.View.TOP, 0, 2 * seed)),
                    new Each(new SceneStream(part, Part.View.TOP, 1, 2 * seed + 1))));
  }

  /** All names, for people. */
  static List<String> products() {
    return Stream.concat(
            Stream.of(Textile.VARIANT), Arrays.stream(Part.values()).map(Part::variant))
        .toList();
  }

  /** Writes folders {@code good} and {@code bad}; the rows name files below the folder. */
  default List<Truth> write(Path folder, int good, int bad) throws IOException {
    List<Truth> rows = new ArrayList<>(write(folder, "good", good, false));
    rows.addAll(write(folder, "bad", bad, true));
    return rows;
  }

  private List<Truth> write(Path folder, String name, int count, boolean defective)
      throws IOException {
    Files.createDirectories(folder.resolve(name));
    List<Truth> rows = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Frame frame = next(defective);
      String file = "%s/%s-%06d.jpg".formatted(name, variant(), i);
      Files.write(folder.resolve(file), frame.jpeg());
      rows.add(row(file, variant(), VIEW, frame.truth()));
    }
    return rows;
  }

  /** A frame's row of the truth file. */
  static Truth row(String file, String variant, String view, dev.andon.sandbox.truth.Truth truth) {
    List<Truth.Mark> marks =
        truth.blemishes().stream()
            .map(blemish -> new Truth.Mark(blemish.className(), blemish.box()))
            .toList();
    Truth.State state =
        switch (truth.label()) {
          case PASS -> Truth.State.PASS;
          case DEFECT -> Truth.State.DEFECT;
          case GOLDEN -> Truth.State.GOLDEN;
        };
    return new Truth(file, variant, view, state, marks);
  }
}
