package dev.andon.edge.triage;

import dev.andon.vision.GreyPicture;
import dev.andon.vision.PatchModel;
import dev.andon.vision.PhotographicNoise;
import dev.andon.vision.Picture;
import dev.andon.vision.PictureQuality;
import dev.andon.vision.TileScores;
import dev.andon.vision.TriageModel;
import dev.andon.wire.Box;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/**
 * Makes a view's reference from golden frames: embeddings and pixels of each, and the noise among
 * good parts, measured on the golden frames themselves and on photographs of them with {@link
 * PhotographicNoise}. No training. Thread-safe as long as the generator is.
 */
public final class Enrolment {
  /** Most golden frames of one view: each costs memory, and comparing gets no better beyond. */
  public static final int MAX_GOLDEN = 50;

  /**
   * From so many golden frames a distance alone makes a defect. With fewer, 42 % of the good frames
   * of products that do not lie still were rejected: the frames do not show yet how much good parts
   * differ.
   */
  public static final int ENOUGH = 5;

  /**
   * Photographs by which few golden frames' noise in pixels is measured: the next good one exceeds
   * the second greatest of 16 in 2 of 17 cases, the greatest of 4 in one of 5.
   */
  private static final int LEAST_PHOTOGRAPHS = 16;

  private final TriageModel model;
  private final Optional<PatchModel> patches;
  private final Layout layout;
  private final int photographs;
  private final RandomGenerator random;
  private final Choice choice;
  private final Progress progress;

  /**
   * What is not left to the golden frames.
   *
   * @param mode what the view is judged by; empty leaves it to the golden frames: pixels where they
   *     lie over one another, else patches
   * @param tiles most tiles of a large frame whose patches are remembered, 1 … {@link
   *     PatchRegion#MOST_TILES}
   */
  public record Choice(Optional<Mode> mode, int tiles) {
    /** All is left to the golden frames. */
    public static final Choice AUTO = new Choice(Optional.empty(), PatchRegion.DEFAULT_TILES);

    /** Refuses tiles out of range. */
    public Choice {
      if (tiles < 1 || tiles > PatchRegion.MOST_TILES) {
        throw new IllegalArgumentException(
            "tiles must be 1 … " + PatchRegion.MOST_TILES + ", got " + tiles);
      }
    }
  }

  /** Hears how far an enrolment is. */
  public interface Progress {
    /** Nobody listens. */
    Progress NONE = (done, of) -> {};

    /**
     * So far it is.
     *
     * @param done pictures looked at, photographs of them included
     * @param of all of them
     */
    void at(int done, int of) throws InterruptedException;
  }

  /**
   * Prepares to enrol.
   *
   * @param photographs made of each golden frame to measure the noise, 1 … 100; a view with one
   *     golden frame needs at least two
   * @param random gives the photographs' noise
   */
  public Enrolment(TriageModel model, Layout layout, int photographs, RandomGenerator random) {
    this(model, Optional.empty(), layout, photographs, random);
  }

  /**
   * With patches for views whose golden frames do not lie over one another.
   *
   * @param patches makes them; stays the caller's
   */
  public Enrolment(
      TriageModel model,
      Optional<PatchModel> patches,
      Layout layout,
      int photographs,
      RandomGenerator random) {
    this(model, patches, layout, photographs, random, Choice.AUTO, Progress.NONE);
  }

  /**
   * With patches, or without, as somebody chose, and with somebody who hears how far it is.
   *
   * @param patches makes them; stays the caller's
   * @param progress called on the thread that enrols
   */
  public Enrolment(
      TriageModel model,
      Optional<PatchModel> patches,
      Layout layout,
      int photographs,
      RandomGenerator random,
      Choice choice,
      Progress progress) {
    if (photographs < 1 || photographs > 100) {
      throw new IllegalArgumentException("photographs must be 1 … 100, got " + photographs);
    }
    this.model = model;
    this.patches = patches;
    this.layout = layout;
    this.photographs = photographs;
    this.random = random;
    this.choice = choice;
    this.progress = progress;
  }

  /**
   * Enrols a view.
   *
   * @param frames golden frames of the same size, 1 … {@link #MAX_GOLDEN}; they stay the caller's
   * @throws IllegalArgumentException where there are none, too many, sizes differ, one shows no
   *     part, or patches were chosen and cannot be had
   * @throws InterruptedException when interrupted while waiting for the model
   */
  public ReferenceView enrol(ViewKey view, List<Picture> frames) throws InterruptedException {
    check(view, frames);
    checkShowsSomething(view, frames);
    int width = frames.getFirst().width();
    int height = frames.getFirst().height();
    List<Box> slots = layout.boxes(view, width, height);
    List<ReferenceView.Golden> golden = new ArrayList<>();
    for (Picture frame : frames) {
      golden.add(golden(frame, slots));
      progress.at(golden.size(), frames.size() * (1 + photographs));
    }
    ReferenceView plain =
        new ReferenceView(
            view,
            width,
            height,
            slots,
            golden,
            new ReferenceView.Noise(0, 0),
            Optional.empty(),
            "");
    ReferenceView.Noise noise = noise(plain, frames);
    Optional<GoldenPatches> remembered =
        mode(view, noise, frames.size()) == Mode.PATCHES
            ? Optional.of(
                GoldenPatches.of(
                    patches.orElseThrow(), frames, regions(view, frames.getFirst().bounds())))
            : Optional.empty();
    return new ReferenceView(
        view, width, height, slots, golden, noise, remembered, standard(golden, remembered));
  }

  /** Where pixels lie over one another they see more than patches do, for less. */
  private Mode mode(ViewKey view, ReferenceView.Noise noise, int frames) {
    boolean possible = patches.isPresent() && frames >= GoldenPatches.LEAST;
    if (choice.mode().equals(Optional.of(Mode.PATCHES)) && !possible) {
      throw new IllegalArgumentException(
          "view %s: patches need a backbone and %d golden frames, there are %d and %s backbone"
              .formatted(view, GoldenPatches.LEAST, frames, patches.isPresent() ? "a" : "no"));
    }
    Mode fitting =
        possible && noise.pixels() > ReferenceView.MOST_REGISTERED ? Mode.PATCHES : Mode.PIXELS;
    return choice.mode().orElse(fitting);
  }

  private List<PatchRegion> regions(ViewKey view, Box bounds) {
    return layout
        .own(view, bounds.x2(), bounds.y2())
        .filter(slots -> slots.size() <= PatchRegion.MOST_SLOTS)
        .map(PatchRegion::ofSlots)
        .orElseGet(() -> List.of(PatchRegion.ofFrame(bounds, choice.tiles())));
  }

  private String standard(List<ReferenceView.Golden> golden, Optional<GoldenPatches> remembered) {
    CRC32C sum = new CRC32C();
    golden.forEach(each -> sum.update(each.png()));
    remembered.stream()
        .flatMap(each -> each.parts().stream())
        .forEach(part -> sum.update(part.region().toString().getBytes(StandardCharsets.UTF_8)));
    return "%s/%s/%08x"
        .formatted(
            model.version().version(),
            patches.map(p -> p.version().version()).orElse("-"),
            sum.getValue());
  }

  private static void check(ViewKey view, List<Picture> frames) {
    if (frames.isEmpty() || frames.size() > MAX_GOLDEN) {
      throw new IllegalArgumentException(
          "view " + view + " needs 1 … " + MAX_GOLDEN + " golden frames, got " + frames.size());
    }
    Box bounds = frames.getFirst().bounds();
    for (Picture frame : frames) {
      if (!frame.bounds().equals(bounds)) {
        throw new IllegalArgumentException(
            "view "
                + view
                + ": its golden frames differ in size: "
                + bounds
                + ", "
                + frame.bounds());
      }
    }
  }

  /** A lens cap among the golden frames would make every lens cap ordinary. */
  private static void checkShowsSomething(ViewKey view, List<Picture> frames) {
    for (int i = 0; i < frames.size(); i++) {
      Optional<CameraFault> fault =
          CameraCheck.of(PictureQuality.of(frames.get(i)), Optional.empty());
      if (fault.isPresent()) {
        throw new IllegalArgumentException(
            "view %s: golden frame %d of %d shows no part: %s; take it out"
                .formatted(view, i + 1, frames.size(), fault.get()));
      }
    }
  }

  private ReferenceView.Golden golden(Picture frame, List<Box> slots) throws InterruptedException {
    List<TileScores> tiles = model.infer(frame, slots);
    try (GreyPicture grey = GreyPicture.of(frame)) {
      return new ReferenceView.Golden(tiles, PictureQuality.of(frame), grey.png());
    }
  }

  private ReferenceView.Noise noise(ReferenceView view, List<Picture> frames)
      throws InterruptedException {
    double embedding = 0;
    int all = frames.size() * (1 + photographs);
    List<Double> pixels = new ArrayList<>();
    try (GoldenComparison comparison =
        new GoldenComparison((long) view.width() * view.height() * 4)) {
      for (int i = 0; i < frames.size() && !loose(pixels); i++) {
        List<ReferenceView.Golden> others = others(view.golden(), i);
        for (int photograph = 0; photograph < photographs; photograph++) {
          try (Picture picture = PhotographicNoise.of(frames.get(i), random)) {
            GoldenComparison.Raw raw =
                comparison.measure(picture, model.infer(picture, view.slots()), others, view);
            embedding = Math.max(embedding, greatest(raw.embedding()));
            pixels.add(greatest(raw.pixels().least()));
          }
          progress.at(frames.size() + i * photographs + photograph + 1, all);
        }
        pixels.addAll(more(frames, i, others, view, comparison));
      }
    }
    progress.at(all, all);
    return new ReferenceView.Noise(embedding, usual(pixels, frames.size()));
  }

  /** Two photographs that lie elsewhere are enough: how much further others lie decides nothing. */
  private static boolean loose(List<Double> pixels) {
    return pixels.stream().filter(each -> each > ReferenceView.MOST_REGISTERED).count() >= 2;
  }

  /** Few golden frames are photographed more often, for their pixels alone. */
  private List<Double> more(
      List<Picture> frames,
      int index,
      List<ReferenceView.Golden> others,
      ReferenceView view,
      GoldenComparison comparison) {
    List<Double> pixels = new ArrayList<>();
    for (int left = LEAST_PHOTOGRAPHS / frames.size() - photographs; left > 0; left--) {
      try (Picture picture = PhotographicNoise.of(frames.get(index), random)) {
        pixels.add(greatest(comparison.pixels(picture, others, view).least()));
      }
    }
    return pixels;
  }

  /**
   * The greatest of all, or of few golden frames' many photographs the second: one of them may be
   * laid over its golden frame badly, and a unit that large hides defects.
   */
  private static double usual(List<Double> pixels, int frames) {
    List<Double> sorted = pixels.stream().sorted().toList();
    boolean spare = frames < ENOUGH && sorted.size() >= LEAST_PHOTOGRAPHS / 2;
    return sorted.get(sorted.size() - (spare ? 2 : 1));
  }

  /**
   * A photograph of the only golden frame is compared with it; of several, with the others: parts
   * differ too.
   */
  private static List<ReferenceView.Golden> others(List<ReferenceView.Golden> golden, int index) {
    if (golden.size() == 1) {
      return golden;
    }
    List<ReferenceView.Golden> others = new ArrayList<>(golden);
    others.remove(index);
    return others;
  }

  private static double greatest(double[] values) {
    double greatest = 0;
    for (double value : values) {
      greatest = Math.max(greatest, value);
    }
    return greatest;
  }
}
