package dev.andon.lab;

import dev.andon.edge.triage.Autonomy;
import dev.andon.edge.triage.Enrolment;
import dev.andon.edge.triage.Examined;
import dev.andon.edge.triage.GridTriager;
import dev.andon.edge.triage.Grounds;
import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.ReferenceBank;
import dev.andon.edge.triage.ReferenceView;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.TriagePolicy;
import dev.andon.edge.triage.ViewKey;
import dev.andon.vision.PatchModel;
import dev.andon.vision.Picture;
import dev.andon.vision.TriageModel;
import dev.andon.wire.Box;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Enrols one view after another and judges its frames with the code that ships. Confined to one
 * thread.
 */
final class ViewTrial {
  /** Frames whose price is taken again when somebody is asked about them. */
  private static final int ASKED_AGAIN = 5;

  private final TriageModel model;
  private final Optional<PatchModel> patches;
  private final Layout layout;
  private final int photographs;
  private final TriagePolicy policy;
  private final SampleReader reader = new SampleReader();

  /**
   * Prepares.
   *
   * @param patches of views whose golden frames do not lie over one another
   * @param photographs of each golden frame, to calibrate
   */
  ViewTrial(TriageModel model, Optional<PatchModel> patches, Layout layout, int photographs) {
    this.model = model;
    this.patches = patches;
    this.layout = layout;
    this.photographs = photographs;
    this.policy = new TriagePolicy(model.bundle().manifest(), List.of());
  }

  TriagePolicy policy() {
    return policy;
  }

  /** What enrolling so many frames takes, in frames that are judged. */
  int enrolling(int golden) {
    return golden * (1 + photographs);
  }

  SampleReader reader() {
    return reader;
  }

  /** Sees each frame of a view while its picture is there. */
  @FunctionalInterface
  interface Watch {
    /** A trial that only counts. */
    Watch NONE = (sample, picture, looked, plain) -> {};

    /**
     * A frame was judged.
     *
     * @param plain the same view without patches; open until its last frame
     */
    void judged(Sample sample, Picture picture, GridTriager.Looked looked, GridTriager plain)
        throws InterruptedException;
  }

  /** Counts what is done. */
  @FunctionalInterface
  interface Step {
    /** As much as judging so many frames takes. */
    void done(int frames);
  }

  /**
   * What is shown to a view.
   *
   * @param golden enrols it; may be empty
   * @param frames its own
   * @param strangers frames of other products, by what they are
   * @param faults whether pictures of a faulty camera are made and shown as well
   */
  record Shown(
      List<Sample> golden,
      List<Sample> frames,
      Map<String, List<Sample>> strangers,
      boolean faults) {}

  /**
   * Enrols and judges one view.
   *
   * @param random gives the noise of the photographs
   * @throws IllegalArgumentException where the golden frames cannot be enrolled
   */
  ViewOutcome run(ViewKey key, Shown shown, Random random, Watch watch, Step step)
      throws InterruptedException {
    long clock = System.nanoTime();
    long cpu = cpuNanos();
    Optional<ReferenceView> view = enrol(key, shown.golden(), random);
    double seconds = (System.nanoTime() - clock) / 1e9;
    double cpuSeconds = (cpuNanos() - cpu) / 1e9;
    step.done(enrolling(shown.golden().size()));
    ReferenceBank bank = new ReferenceBank();
    view.ifPresent(bank::put);
    try (GridTriager triager =
            new GridTriager(model, layout, bank, policy, patches, Autonomy.forgetful());
        GridTriager plain = new GridTriager(model, layout, bank, policy)) {
      Judging judging = new Judging(key, view, triager, plain, step);
      List<JudgedFrame> frames = judging.all(shown.frames(), watch);
      Map<String, List<JudgedFrame>> strangers = new LinkedHashMap<>();
      for (Map.Entry<String, List<Sample>> kind : shown.strangers().entrySet()) {
        strangers.put(kind.getKey(), judging.all(kind.getValue(), Watch.NONE));
      }
      if (shown.faults()) {
        strangers.putAll(judging.faults(shown.frames()));
      }
      return new ViewOutcome(
          key,
          view,
          frames,
          strangers,
          new ViewOutcome.Effort(seconds, cpuSeconds, judging.frameMillis, judging.askedMillis));
    }
  }

  private Optional<ReferenceView> enrol(ViewKey key, List<Sample> samples, Random random)
      throws InterruptedException {
    List<Sample> readable = new ArrayList<>();
    List<Picture> golden = new ArrayList<>();
    try {
      for (Sample sample : samples) {
        Optional<Picture> picture = reader.read(sample);
        picture.ifPresent(golden::add);
        picture.ifPresent(p -> readable.add(sample));
      }
      if (golden.isEmpty()) {
        return Optional.empty();
      }
      Box size = usualSize(golden);
      for (int i = 0; i < golden.size(); i++) {
        golden.set(i, reader.fitted(readable.get(i), golden.get(i), size.x2(), size.y2()));
      }
      return Optional.of(
          new Enrolment(model, patches, layout, photographs, random).enrol(key, golden));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s (golden: %s)"
              .formatted(
                  e.getMessage(),
                  String.join(", ", readable.stream().limit(50).map(Sample::name).toList())),
          e);
    } finally {
      golden.forEach(Picture::close);
    }
  }

  /** The size that most of them have, the first of equals. */
  private static Box usualSize(List<Picture> golden) {
    Map<Box, Integer> counts = new HashMap<>();
    golden.forEach(picture -> counts.merge(picture.bounds(), 1, Integer::sum));
    Box usual = golden.getFirst().bounds();
    for (Picture picture : golden) {
      Box size = picture.bounds();
      usual = counts.getOrDefault(size, 0) > counts.getOrDefault(usual, 0) ? size : usual;
    }
    return usual;
  }

  /**
   * How suspicious a frame is by class scores alone, 0 … 1.
   *
   * @return empty where it cannot be read
   */
  Optional<Double> withoutGolden(ViewKey key, Sample sample) throws InterruptedException {
    Optional<Picture> read = reader.read(sample);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    try (Picture picture = read.get();
        GridTriager alone = new GridTriager(model, layout, new ReferenceBank(), policy)) {
      return Optional.of(alone.suspicion(alone.examine(picture, key)));
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** The frames of one view. */
  private final class Judging {
    private final ViewKey key;
    private final Optional<ReferenceView> view;
    private final GridTriager triager;
    private final GridTriager plain;
    private final Step step;
    private final List<Double> frameMillis = new ArrayList<>();
    private final List<Double> askedMillis = new ArrayList<>();

    Judging(
        ViewKey key,
        Optional<ReferenceView> view,
        GridTriager triager,
        GridTriager plain,
        Step step) {
      this.key = key;
      this.view = view;
      this.triager = triager;
      this.plain = plain;
      this.step = step;
    }

    List<JudgedFrame> all(List<Sample> samples, Watch watch) throws InterruptedException {
      List<JudgedFrame> judged = new ArrayList<>();
      for (Sample sample : samples) {
        Optional<Picture> read = read(sample);
        if (read.isPresent()) {
          try (Picture picture = read.get()) {
            judged.add(judge(sample, picture, watch));
          }
        }
        step.done(1);
      }
      return judged;
    }

    private Optional<Picture> read(Sample sample) {
      return reader
          .read(sample)
          .map(
              picture ->
                  view.map(v -> reader.fitted(sample, picture, v.width(), v.height()))
                      .orElse(picture));
    }

    private JudgedFrame judge(Sample sample, Picture picture, Watch watch)
        throws InterruptedException {
      long begun = cpuNanos();
      GridTriager.Looked looked = triager.look(picture, key);
      frameMillis.add((cpuNanos() - begun) / 1e6);
      if (askedMillis.size() < ASKED_AGAIN && looked.triage() instanceof Triage.Unsure) {
        long again = cpuNanos();
        triager.triage(picture, key);
        askedMillis.add((cpuNanos() - again) / 1e6);
      }
      watch.judged(sample, picture, looked, plain);
      return judged(sample.name(), sample.bad(), picture, looked);
    }

    private JudgedFrame judged(String name, boolean bad, Picture picture, GridTriager.Looked looked)
        throws InterruptedException {
      Examined examined =
          looked.examined().isPresent() ? looked.examined().get() : triager.examine(picture, key);
      double score =
          examined
              .likeness()
              .map(Examined.Likeness::score)
              .orElseGet(() -> triager.suspicion(examined));
      return new JudgedFrame(
          key,
          name,
          bad,
          score,
          looked.triage(),
          elsewhere(examined, looked.triage()),
          looked.examined().filter(known -> known.grounds() instanceof Grounds.Judged));
    }

    /** Patches say so; where pixels are compared, a stranger is asked about all over. */
    private static boolean elsewhere(Examined examined, Triage triage) {
      if (examined.likeness().isPresent()) {
        return examined.grounds() instanceof Grounds.None;
      }
      return triage instanceof Triage.Unsure doubt
          && doubt.regions().size() == examined.tiles().size();
    }

    Map<String, List<JudgedFrame>> faults(List<Sample> samples) throws InterruptedException {
      Map<String, List<JudgedFrame>> judged = new LinkedHashMap<>();
      List<Sample> good =
          samples.stream().filter(sample -> !sample.bad()).limit(MadeFault.PICTURES).toList();
      for (MadeFault fault : MadeFault.values()) {
        List<JudgedFrame> of = new ArrayList<>();
        for (Sample sample : good) {
          Optional<Picture> read = read(sample);
          if (read.isPresent()) {
            try (Picture picture = read.get();
                Picture faulty = fault.of(picture)) {
              of.add(judged(sample.name(), false, faulty, triager.look(faulty, key)));
            }
          }
        }
        judged.put(fault.text(), of);
      }
      return judged;
    }
  }
}
