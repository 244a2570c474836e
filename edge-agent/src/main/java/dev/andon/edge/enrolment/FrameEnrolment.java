package dev.andon.edge.enrolment;

import dev.andon.config.PrivateFiles;
import dev.andon.edge.triage.Backbones;
import dev.andon.edge.triage.BankFiles;
import dev.andon.edge.triage.CameraFault;
import dev.andon.edge.triage.Enrolment;
import dev.andon.edge.triage.Heat;
import dev.andon.edge.triage.HeatMaps;
import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.ReferenceView;
import dev.andon.edge.triage.ViewKey;
import dev.andon.vision.Bundle;
import dev.andon.vision.Decoding;
import dev.andon.vision.PatchModel;
import dev.andon.vision.Picture;
import dev.andon.vision.TriageModel;
import dev.andon.wire.ModelVersion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Makes golden frames of a station's last ones, with models of its own: those that judge frames are
 * left to the frames. One at a time over all processes of a bank. Not thread-safe.
 */
public final class FrameEnrolment {
  /** Makes two enrolments of one bank wait for nobody: the second is refused. */
  static final String LOCK = "enrolling.lock";

  private static final int PHOTOGRAPHS = 4;
  private static final long SEED = 1;
  private static final int SHOWN_OF_EACH = 2;

  /** Frames that were not chosen and are looked at for the picture of what is unusual. */
  private static final int MOST_OTHERS = 20;

  /** Memory of an enrolment: a golden picture's grey PNG four times while it is saved, ... */
  private static final double BYTES_OF_PIXEL = 2.4;

  /** ... its patches three times while each is left out, and the rest. */
  private static final long BYTES_OF_PATCHES = 1_400_000;

  private static final long BASE_BYTES = 16L << 20;

  private final StationBank bank;
  private final InstantSource clock;

  /** Prepares; opens nothing. */
  public FrameEnrolment(StationBank bank, InstantSource clock) {
    this.bank = bank;
    this.clock = clock;
  }

  /** Hears what is being done. */
  public interface Progress {
    /**
     * So far it is.
     *
     * @param doing in a few words
     * @param done of it
     * @param of all of it
     */
    void at(String doing, int done, int of) throws InterruptedException;
  }

  /**
   * Which frames of a view may become golden without a look.
   *
   * @param frames of one view, oldest first
   */
  public Lineup lineup(List<KeptFrame> frames, Progress progress)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    List<Optional<String>> doubts = new ArrayList<>();
    List<KeptFrame> sound = new ArrayList<>();
    try (Pictures pictures = new Pictures()) {
      for (KeptFrame frame : frames) {
        Optional<String> doubt = doubt(frame, frames.getLast()).or(() -> pictures.add(frame));
        doubts.add(doubt);
        if (doubt.isEmpty()) {
          sound.add(frame);
        }
      }
      double[] oddness = oddness(pictures.all, progress);
      return new Lineup(
          entries(frames, doubts, sound, oddness), (System.nanoTime() - begun) / 1_000_000);
    }
  }

  private double[] oddness(List<Picture> pictures, Progress progress) throws InterruptedException {
    if (pictures.size() < OddOnes.LEAST) {
      return new double[pictures.size()];
    }
    Optional<PatchModel> patches = Backbones.open(bank.backbone(), bank.bundle(), 1);
    try {
      int[] done = {0};
      return new OddOnes(patches)
          .of(
              pictures,
              () -> progress.at("looking at the last pictures", ++done[0], pictures.size()));
    } finally {
      patches.ifPresent(PatchModel::close);
    }
  }

  private static Optional<String> doubt(KeptFrame frame, KeptFrame newest) {
    if (frame.fault().isPresent()) {
      return Optional.of("shows no part: camera " + frame.fault().get().word());
    }
    return frame.width() == newest.width() && frame.height() == newest.height()
        ? Optional.empty()
        : Optional.of(
            "%d×%d pixels, the newest has %d×%d"
                .formatted(frame.width(), frame.height(), newest.width(), newest.height()));
  }

  private static List<Lineup.Entry> entries(
      List<KeptFrame> frames,
      List<Optional<String>> doubts,
      List<KeptFrame> sound,
      double[] oddness) {
    List<Lineup.Entry> entries = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      int at = sound.indexOf(frames.get(i));
      boolean odd = at >= 0 && oddness[at] > 1;
      entries.add(
          new Lineup.Entry(frames.get(i), odd ? Optional.of("unlike the others") : doubts.get(i)));
    }
    return entries;
  }

  /**
   * Enrols a view.
   *
   * @param chosen its golden frames to be
   * @param others frames of the view that were not chosen
   */
  public Enrolled enrol(
      ViewKey view, List<KeptFrame> chosen, List<KeptFrame> others, Progress progress)
      throws IOException, InterruptedException {
    if (chosen.isEmpty() || chosen.size() > Enrolment.MAX_GOLDEN) {
      return refused(
          view,
          "1 to %d pictures can be golden, %d are chosen"
              .formatted(Enrolment.MAX_GOLDEN, chosen.size()));
    }
    PrivateFiles.createFolder(bank.bank());
    try (FileChannel file =
            FileChannel.open(
                bank.bank().resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = locked(file)) {
      return lock == null
          ? refused(view, "somebody is enrolling at this station already; wait until that is done")
          : locked(view, chosen, others, progress);
    }
  }

  private static @Nullable FileLock locked(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      return null;
    }
  }

  private static Enrolled refused(ViewKey view, String why) {
    return new Enrolled.Refused(view, why);
  }

  private Enrolled locked(
      ViewKey view, List<KeptFrame> chosen, List<KeptFrame> others, Progress progress)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    try (Pictures golden = new Pictures()) {
      for (KeptFrame frame : chosen) {
        Optional<String> refusal = golden.addSound(frame);
        if (refusal.isPresent()) {
          return refused(view, refusal.get());
        }
      }
      return saved(view, chosen, golden.all, others, progress, begun);
    }
  }

  private Enrolled saved(
      ViewKey key,
      List<KeptFrame> chosen,
      List<Picture> golden,
      List<KeptFrame> others,
      Progress progress,
      long begun)
      throws IOException, InterruptedException {
    Optional<String> tooLarge = tooLarge(golden);
    if (tooLarge.isPresent()) {
      return refused(key, tooLarge.get());
    }
    progress.at("loading the models", 0, 1);
    Optional<PatchModel> patches = Backbones.open(bank.backbone(), bank.bundle(), 1);
    try (TriageModel model = new TriageModel(Bundle.open(bank.bundle()))) {
      Enrolment enrolment =
          new Enrolment(
              model,
              patches,
              Layout.GRID,
              PHOTOGRAPHS,
              new Random(SEED),
              Enrolment.Choice.AUTO,
              (done, of) -> progress.at("measuring how good parts differ", done, of));
      ReferenceView view = enrolment.enrol(key, golden);
      Optional<ModelVersion> backbone = patches.map(PatchModel::version);
      Path file = new BankFiles(bank.bank(), model.version(), backbone).save(view);
      PrivateFiles.tighten(file);
      List<Enrolled.Unusual> unusual =
          new UnusualPictures(new HeatMaps(patches), progress)
              .of(view, chosen, golden, newest(others));
      return new Enrolled.Saved(
          key,
          golden.size(),
          view.says(),
          String.format(
              Locale.ROOT,
              "%.4f in 1-cosine, %.2f in pixel difference",
              view.noise().embedding(),
              view.noise().pixels()),
          unusual,
          clock.instant(),
          (System.nanoTime() - begun) / 1_000_000);
    } catch (IllegalArgumentException unfit) {
      return refused(key, String.valueOf(unfit.getMessage()));
    } finally {
      patches.ifPresent(PatchModel::close);
    }
  }

  /** A station that runs out of memory judges nothing, so that is refused beforehand. */
  private static Optional<String> tooLarge(List<Picture> golden) {
    Runtime process = Runtime.getRuntime();
    long free = process.maxMemory() - process.totalMemory() + process.freeMemory();
    long pixels = (long) golden.getFirst().width() * golden.getFirst().height();
    long needed =
        BASE_BYTES + golden.size() * ((long) (BYTES_OF_PIXEL * pixels) + BYTES_OF_PATCHES);
    return needed <= free
        ? Optional.empty()
        : Optional.of(
            "%d pictures of %d×%d pixels need about %d MB of memory, this process has %d MB left; choose fewer, or use ./andon enroll, which has more"
                .formatted(
                    golden.size(),
                    golden.getFirst().width(),
                    golden.getFirst().height(),
                    needed >> 20,
                    free >> 20));
  }

  private static List<KeptFrame> newest(List<KeptFrame> others) {
    return others.subList(Math.max(0, others.size() - MOST_OTHERS), others.size());
  }

  /** The most unusual golden frames and the most suspicious others. */
  private record UnusualPictures(HeatMaps maps, Progress progress) {
    private static final String DOING = "painting what is unusual";

    List<Enrolled.Unusual> of(
        ReferenceView view, List<KeptFrame> chosen, List<Picture> golden, List<KeptFrame> others)
        throws InterruptedException {
      List<Enrolled.Unusual> found = new ArrayList<>(golden(view, chosen, golden));
      found.addAll(others(view, others));
      return found;
    }

    private List<Enrolled.Unusual> golden(
        ReferenceView view, List<KeptFrame> chosen, List<Picture> golden)
        throws InterruptedException {
      progress.at(DOING, 0, 1);
      List<Enrolled.Unusual> found = new ArrayList<>();
      for (HeatMaps.LeftOut each : maps.leftOut(golden, view, SHOWN_OF_EACH)) {
        int index = each.index();
        found.add(painted(chosen.get(index), true, golden.get(index), each.heat()));
      }
      return found;
    }

    private List<Enrolled.Unusual> others(ReferenceView view, List<KeptFrame> others)
        throws InterruptedException {
      List<Enrolled.Unusual> found = new ArrayList<>();
      for (KeptFrame frame : others) {
        if (frame.fault().isEmpty()
            && frame.width() == view.width()
            && frame.height() == view.height()) {
          try (Pictures one = new Pictures()) {
            if (one.add(frame).isEmpty()) {
              Picture picture = one.all.getFirst();
              found.add(painted(frame, false, picture, maps.of(picture, view)));
            }
          }
        }
      }
      return worst(found);
    }

    private static Enrolled.Unusual painted(
        KeptFrame frame, boolean golden, Picture picture, Heat heat) {
      return new Enrolled.Unusual(frame, golden, heat.worst(), HeatPicture.jpeg(picture, heat));
    }

    private static List<Enrolled.Unusual> worst(List<Enrolled.Unusual> found) {
      return found.stream()
          .sorted(Comparator.comparingDouble(Enrolled.Unusual::worst).reversed())
          .limit(SHOWN_OF_EACH)
          .toList();
    }
  }

  /** Decoded pictures, closed together. */
  private static final class Pictures implements AutoCloseable {
    private final List<Picture> all = new ArrayList<>();

    /** Why it cannot be used, if it cannot. */
    Optional<String> add(KeptFrame frame) {
      try {
        return switch (Picture.decode(Files.readAllBytes(frame.file()), "the picture")) {
          case Decoding.Decoded(Picture picture) when picture.damage().isPresent() -> {
            picture.close();
            yield picture.damage();
          }
          case Decoding.Decoded(Picture picture) -> {
            all.add(picture);
            yield Optional.empty();
          }
          case Decoding.Refused(String reason) -> Optional.of(reason);
        };
      } catch (IOException gone) {
        return Optional.of("the picture is no longer there");
      }
    }

    /** The same with the number that a person knows it by; faults of the camera are refused. */
    Optional<String> addSound(KeptFrame frame) {
      String which =
          "picture %d (%s UTC): "
              .formatted(frame.number(), frame.at().toString().substring(11, 19));
      Optional<String> unreadable = add(frame);
      if (unreadable.isPresent()) {
        return unreadable.map(why -> which + why + "; leave it out");
      }
      Picture picture = all.getLast();
      return CameraFault.of(picture)
          .map(fault -> which + "shows no part, " + fault + "; leave it out")
          .or(
              () ->
                  picture.bounds().equals(all.getFirst().bounds())
                      ? Optional.empty()
                      : Optional.of(
                          which
                              + "%d×%d pixels, those before it have %d×%d; leave it out"
                                  .formatted(
                                      picture.width(),
                                      picture.height(),
                                      all.getFirst().width(),
                                      all.getFirst().height())));
    }

    @Override
    public void close() {
      all.forEach(Picture::close);
    }
  }
}
