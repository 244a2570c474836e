package dev.andon.sandbox.scenes;

import dev.andon.edge.capture.FrameTruth;
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
  String VIEW = PartOutline.View.TOP.text();

  /** A frame as it is written. */
  record Frame(byte[] jpeg, dev.andon.sandbox.truth.SceneTruth truth) {}

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
  record OfPart(PartOutline part, Each good, Each bad) implements Drawing {
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
    return Arrays.stream(PartOutline.values())
        .filter(part -> part.variant().equals(product))
        .findFirst()
        .map(
            part ->
                new OfPart(
                    part,
                    new Each(new SceneStream(part, PartOutline.View.TOP, 0, 2 * seed)),
                    new Each(new SceneStream(part, PartOutline.View.TOP, 1, 2 * seed + 1))));
  }

  /** All names, for people. */
  static List<String> products() {
    return Stream.concat(
            Stream.of(Textile.VARIANT),
            Arrays.stream(PartOutline.values()).map(PartOutline::variant))
        .toList();
  }

  /** Writes folders {@code good} and {@code bad}; the rows name files below the folder. */
  default List<FrameTruth> write(Path folder, int good, int bad) throws IOException {
    List<FrameTruth> rows = new ArrayList<>(write(folder, "good", good, false));
    rows.addAll(write(folder, "bad", bad, true));
    return rows;
  }

  private List<FrameTruth> write(Path folder, String name, int count, boolean defective)
      throws IOException {
    Files.createDirectories(folder.resolve(name));
    List<FrameTruth> rows = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Frame frame = next(defective);
      String file = "%s/%s-%06d.jpg".formatted(name, variant(), i);
      Files.write(folder.resolve(file), frame.jpeg());
      rows.add(row(file, variant(), VIEW, frame.truth()));
    }
    return rows;
  }

  /** A frame's row of the truth file. */
  static FrameTruth row(
      String file, String variant, String view, dev.andon.sandbox.truth.SceneTruth truth) {
    List<FrameTruth.Mark> marks =
        truth.blemishes().stream()
            .map(blemish -> new FrameTruth.Mark(blemish.className(), blemish.box()))
            .toList();
    FrameTruth.State state =
        switch (truth.label()) {
          case PASS -> FrameTruth.State.PASS;
          case DEFECT -> FrameTruth.State.DEFECT;
          case GOLDEN -> FrameTruth.State.GOLDEN;
        };
    return new FrameTruth(file, variant, view, state, marks);
  }
}
