package dev.andon.sandbox.demo;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.PacedSource;
import dev.andon.edge.triage.BandRule;
import dev.andon.edge.triage.ViewKey;
import dev.andon.sandbox.scenes.PartOutline;
import dev.andon.sandbox.scenes.Scene;
import dev.andon.sandbox.scenes.SceneStream;
import dev.andon.sandbox.truth.SceneTruth;
import dev.andon.vision.Band;
import dev.andon.vision.Picture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Drawn parts, a variant and view for each station, at a line's takt. */
final class DrawnFrames implements DemoFrames {

  /** Three frames a second and station: a slow line, and room for other work on two cores. */
  static final Duration TAKT = Duration.ofMillis(330);

  /**
   * Drawn stations are set to ask rather than to guess: with andon-triage 0.3.1 most good parts
   * stay below the band and most bad ones reach its end.
   */
  private static final BandRule CAUTIOUS =
      new BandRule(
          BandRule.Scale.REFERENCE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          new Band(0.1, 0.995));

  private static final double DEFECT_SHARE = 0.3;
  private static final int GOLDEN_FRAMES = 3;

  private final int stations;
  private final long seed;
  private final StopSignal stop;

  DrawnFrames(int stations, long seed, StopSignal stop) {
    this.stations = stations;
    this.seed = seed;
    this.stop = stop;
  }

  private record Place(PartOutline part, PartOutline.View view) {
    static Place of(int station) {
      List<PartOutline> parts = List.of(PartOutline.values());
      List<PartOutline.View> views = List.of(PartOutline.View.values());
      return new Place(
          parts.get(station % parts.size()), views.get((station / parts.size()) % views.size()));
    }

    ViewKey key() {
      return new ViewKey(part.variant(), view.text());
    }
  }

  @Override
  public String description() {
    return "drawn scenes, seed " + seed;
  }

  @Override
  public Map<ViewKey, GoldenFrames> golden() {
    Map<ViewKey, GoldenFrames> golden = new LinkedHashMap<>();
    for (int station = 0; station < stations; station++) {
      Place place = Place.of(station);
      golden.putIfAbsent(place.key(), () -> golden(place));
    }
    return golden;
  }

  private List<Picture> golden(Place place) {
    SceneStream stream = new SceneStream(place.part(), place.view(), 0, seed * 7919 + 1);
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < GOLDEN_FRAMES; i++) {
      Scene scene = stream.golden();
      pictures.add(Picture.of(scene.image().getWidth(), scene.image().getHeight(), scene.bgr()));
    }
    return pictures;
  }

  @Override
  public List<BandRule> bands() {
    return List.of(CAUTIOUS);
  }

  @Override
  public Camera camera(int station, int ofStations) {
    Place place = Place.of(station);
    Map<Cursor, SceneTruth> truths = new ConcurrentHashMap<>();
    SceneStream stream =
        new SceneStream(place.part(), place.view(), DEFECT_SHARE, seed * 104_729 + station);
    NamedFeed feed =
        new NamedFeed(
            "drawn-" + station,
            after ->
                new PacedSource(
                    new StoppableSource(new DrawnSource(stream, station, after, truths), stop),
                    TAKT,
                    System::nanoTime,
                    PacedSource.Pause.SLEEP));
    return new Camera(feed, cursor -> Optional.ofNullable(truths.get(cursor)));
  }
}
