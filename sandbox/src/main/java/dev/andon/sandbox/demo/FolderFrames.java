package dev.andon.sandbox.demo;

import dev.andon.edge.capture.CaptureSettings;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.FrameTruth.State;
import dev.andon.edge.capture.Labelling;
import dev.andon.edge.capture.PacedSource;
import dev.andon.edge.capture.TruthFile;
import dev.andon.edge.capture.folder.FolderSource;
import dev.andon.edge.triage.Enrolment;
import dev.andon.edge.triage.ViewKey;
import dev.andon.sandbox.truth.Blemish;
import dev.andon.sandbox.truth.SceneTruth;
import dev.andon.vision.Decoding;
import dev.andon.vision.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** The pictures of a folder, each judged once by one station; golden ones are enrolled instead. */
final class FolderFrames implements DemoFrames {

  private static final String GOOD = "good";
  private static final String BAD = "bad";
  private static final int MOST_GOLDEN = 20;
  private static final Duration TAKT = Duration.ofMillis(1_500);

  private static final Labelling.PartLabel UNLABELLED =
      new Labelling.PartLabel("part", "default", "default");

  private final Path folder;
  private final StopSignal stop;
  private final Map<String, dev.andon.edge.capture.FrameTruth> rows = new LinkedHashMap<>();
  private final List<String> toJudge;
  private final Optional<Duration> takt;

  /**
   * Lists a folder.
   *
   * @throws IllegalArgumentException when the truth file is none, or there is nothing to judge
   */
  FolderFrames(Path folder, Optional<Path> truth, StopSignal stop) {
    this.folder = folder;
    this.stop = stop;
    truth.ifPresent(csv -> TruthFile.read(csv).forEach(row -> rows.put(row.file(), row)));
    this.takt = Optional.empty();
    List<String> files =
        rows.isEmpty() ? FolderSource.pictures(folder) : List.copyOf(rows.keySet());
    this.toJudge = files.stream().filter(file -> !isGolden(file)).toList();
    if (toJudge.isEmpty()) {
      throw new IllegalArgumentException("no JPEG or PNG to judge in " + folder);
    }
  }

  /**
   * A folder whose sub-folders {@code good} and {@code bad} say what is right about their pictures:
   * some good ones are golden, the others come mixed, slowly enough that answers can arrive.
   */
  private FolderFrames(Path folder, StopSignal stop, long seed) {
    this.folder = folder;
    this.stop = stop;
    this.takt = Optional.of(TAKT);
    List<String> good = new ArrayList<>(FolderSource.pictures(folder.resolve(GOOD)));
    Random random = new Random(seed);
    Collections.shuffle(good, random);
    int golden = Math.min(MOST_GOLDEN, good.size() / 2);
    good.subList(0, golden).forEach(name -> row(GOOD, name, State.GOLDEN));
    List<String> mixed = new ArrayList<>();
    for (String name : good.subList(golden, good.size())) {
      mixed.add(row(GOOD, name, State.PASS));
    }
    for (String name : FolderSource.pictures(folder.resolve(BAD))) {
      mixed.add(row(BAD, name, State.DEFECT));
    }
    Collections.shuffle(mixed, random);
    if (golden == 0 || mixed.isEmpty()) {
      throw new IllegalArgumentException("too few JPEG or PNG in " + folder + "/good and /bad");
    }
    this.toJudge = List.copyOf(mixed);
  }

  /** Whether a folder holds good and bad pictures apart. */
  static boolean tellsApart(Path folder) {
    return Files.isDirectory(folder.resolve(GOOD)) && Files.isDirectory(folder.resolve(BAD));
  }

  static FolderFrames goodAndBad(Path folder, long seed, StopSignal stop) {
    return new FolderFrames(folder, stop, seed);
  }

  private String row(String of, String name, State state) {
    String file = of + "/" + name;
    String product = folder.toAbsolutePath().normalize().getFileName().toString();
    rows.put(
        file,
        new dev.andon.edge.capture.FrameTruth(file, product, UNLABELLED.view(), state, List.of()));
    return file;
  }

  private boolean isGolden(String file) {
    var row = rows.get(file);
    return row != null && row.state() == dev.andon.edge.capture.FrameTruth.State.GOLDEN;
  }

  @Override
  public String description() {
    return toJudge.size() + " frames of " + folder;
  }

  @Override
  public Map<ViewKey, GoldenFrames> golden() {
    Map<ViewKey, List<String>> files = new LinkedHashMap<>();
    for (var row : rows.values()) {
      if (row.state() == dev.andon.edge.capture.FrameTruth.State.GOLDEN) {
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
    NamedFeed feed = new NamedFeed("folder-" + station, after -> source(own, after));
    return new Camera(feed, this::truth);
  }

  private FrameSource source(List<String> files, Optional<Cursor> after) {
    FrameSource source =
        new StoppableSource(
            FolderSource.open(folder, files, after, CaptureSettings.of(this::label)), stop);
    return takt.<FrameSource>map(
            every -> new PacedSource(source, every, System::nanoTime, PacedSource.Pause.SLEEP))
        .orElse(source);
  }

  private Labelling.PartLabel label(Cursor cursor) {
    var row = rows.get(cursor.file());
    String part = cursor.file().length() <= 128 ? cursor.file() : Labelling.partIdOf(cursor);
    return row == null
        ? new Labelling.PartLabel(part, UNLABELLED.variant(), UNLABELLED.view())
        : new Labelling.PartLabel(part, row.variant(), row.view());
  }

  private Optional<SceneTruth> truth(Cursor cursor) {
    return Optional.ofNullable(rows.get(cursor.file())).map(FolderFrames::known);
  }

  private static SceneTruth known(dev.andon.edge.capture.FrameTruth row) {
    return switch (row.state()) {
      case PASS -> SceneTruth.pass();
      case GOLDEN -> SceneTruth.golden();
      case DEFECT ->
          SceneTruth.defect(
              row.defects().stream().map(mark -> new Blemish(mark.label(), mark.box())).toList());
    };
  }
}
