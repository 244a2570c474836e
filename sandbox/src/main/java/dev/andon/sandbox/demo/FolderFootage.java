package dev.andon.sandbox.demo;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FolderSource;
import dev.andon.edge.capture.Labelling;
import dev.andon.edge.capture.Sources;
import dev.andon.edge.capture.TruthFile;
import dev.andon.edge.triage.Enrolment;
import dev.andon.edge.triage.ViewKey;
import dev.andon.sandbox.truth.Blemish;
import dev.andon.sandbox.truth.Truth;
import dev.andon.vision.Decoding;
import dev.andon.vision.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The pictures of a folder, each judged once by one station; golden ones are enrolled instead. */
final class FolderFootage implements Footage {

  private static final Labelling.PartLabel UNLABELLED =
      new Labelling.PartLabel("part", "default", "default");

  private final Path folder;
  private final Whistle whistle;
  private final Map<String, dev.andon.edge.capture.Truth> rows = new LinkedHashMap<>();
  private final List<String> toJudge;

  /**
   * Lists a folder.
   *
   * @throws IllegalArgumentException when the truth file is none, or there is nothing to judge
   */
  FolderFootage(Path folder, Optional<Path> truth, Whistle whistle) {
    this.folder = folder;
    this.whistle = whistle;
    truth.ifPresent(csv -> TruthFile.read(csv).forEach(row -> rows.put(row.file(), row)));
    List<String> files =
        rows.isEmpty() ? FolderSource.pictures(folder) : List.copyOf(rows.keySet());
    this.toJudge = files.stream().filter(file -> !isGolden(file)).toList();
    if (toJudge.isEmpty()) {
      throw new IllegalArgumentException("no JPEG or PNG to judge in " + folder);
    }
  }

  private boolean isGolden(String file) {
    var row = rows.get(file);
    return row != null && row.state() == dev.andon.edge.capture.Truth.State.GOLDEN;
  }

  @Override
  public String description() {
    return toJudge.size() + " frames of " + folder;
  }

  @Override
  public Map<ViewKey, GoldenFrames> golden() {
    Map<ViewKey, List<String>> files = new LinkedHashMap<>();
    for (var row : rows.values()) {
      if (row.state() == dev.andon.edge.capture.Truth.State.GOLDEN) {
        ViewKey key = new ViewKey(row.variant(), row.view());
        files.computeIfAbsent(key, k -> new ArrayList<>()).add(row.file());
      }
    }
    Map<ViewKey, GoldenFrames> golden = new LinkedHashMap<>();
    files.forEach((key, names) -> golden.put(key, () -> load(names)));
    return golden;
  }

  private List<Picture> load(List<String> names) {
    List<Picture> pictures = new ArrayList<>();
    for (String name : names.subList(0, Math.min(names.size(), Enrolment.MAX_GOLDEN))) {
      try {
        byte[] bytes = Files.readAllBytes(folder.resolve(name));
        if (Picture.decode(bytes, name) instanceof Decoding.Decoded(Picture picture)) {
          pictures.add(picture);
        }
      } catch (IOException unreadable) {
        pictures.forEach(Picture::close);
        throw new UncheckedIOException("cannot read the golden frame " + name, unreadable);
      }
    }
    return pictures;
  }

  @Override
  public Camera camera(int station, int stations) {
    List<String> own =
        IntStream.range(0, toJudge.size())
            .filter(i -> i % stations == station)
            .mapToObj(toJudge::get)
            .toList();
    NamedFeed feed =
        new NamedFeed(
            "folder-" + station,
            after ->
                new StoppableSource(Sources.of(this::label).files(folder, own, after), whistle));
    return new Camera(feed, this::truth);
  }

  private Labelling.PartLabel label(Cursor cursor) {
    var row = rows.get(cursor.file());
    String part = cursor.file().length() <= 128 ? cursor.file() : Labelling.partIdOf(cursor);
    return row == null
        ? new Labelling.PartLabel(part, UNLABELLED.variant(), UNLABELLED.view())
        : new Labelling.PartLabel(part, row.variant(), row.view());
  }

  private Optional<Truth> truth(Cursor cursor) {
    return Optional.ofNullable(rows.get(cursor.file())).map(FolderFootage::known);
  }

  private static Truth known(dev.andon.edge.capture.Truth row) {
    return switch (row.state()) {
      case PASS -> Truth.pass();
      case GOLDEN -> Truth.golden();
      case DEFECT ->
          Truth.defect(
              row.defects().stream().map(mark -> new Blemish(mark.label(), mark.box())).toList());
    };
  }
}
