package dev.andon.edge.escalation;

import dev.andon.edge.capture.Frame;
import dev.andon.edge.triage.AskedFrame;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.ViewKey;
import dev.andon.wire.Box;
import dev.andon.wire.Comparison;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Region;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import dev.andon.wire.UuidV7;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns doubt into escalations of one station. Confined to the capture thread. */
public final class Escalator {
  private static final Logger LOG = LoggerFactory.getLogger(Escalator.class);

  private final Origin origin;
  private final AtomicReference<@Nullable Replacement> replacement = new AtomicReference<>();
  private final UuidV7 ids;
  private final Repeats repeats;
  private final RandomGenerator random;
  private final Pace pace;
  private final Ranks ranks = new Ranks();
  private EscalationSettings settings;
  private RateCaps caps;
  private long sequence;
  private boolean told;

  private record Replacement(EscalationSettings settings, Before before) {}

  /**
   * What was before this start.
   *
   * @param lastSequence the last sequence number that the outbox knows; 0 for none
   * @param askedInAnHour escalations of the last hour
   * @param askedInADay of the last day
   * @param nowNanos the monotonic clock of the frames
   */
  public record Before(long lastSequence, int askedInAnHour, int askedInADay, long nowNanos) {}

  /**
   * Whose escalations these are.
   *
   * @param station the station
   * @param boot this start of the agent
   * @param model the model that judges here
   */
  public record Origin(StationId station, UUID boot, ModelVersion model) {}

  /** Of a station that no budget paces. */
  public Escalator(
      Origin origin,
      EscalationSettings settings,
      UuidV7 ids,
      RandomGenerator random,
      Before before) {
    this(origin, settings, ids, random, before, new Pace(settings.pace(), random));
  }

  /**
   * @param random chooses the frames that are audited
   * @param pace what the hub's budgets still pay for
   */
  public Escalator(
      Origin origin,
      EscalationSettings settings,
      UuidV7 ids,
      RandomGenerator random,
      Before before,
      Pace pace) {
    this.origin = origin;
    this.settings = settings;
    this.ids = ids;
    this.random = random;
    this.pace = pace;
    this.repeats = new Repeats(settings.repeatWindow().toNanos());
    this.caps = new RateCaps(settings, before);
    this.sequence = before.lastSequence();
  }

  /** Shows a good part next to a doubtful one. */
  public interface Beside {
    /** Nobody has golden frames. */
    Beside NOTHING = (frame, doubt, cutOut) -> Optional.empty();

    /**
     * The picture for a frame that is asked about; empty where there is nothing to show.
     *
     * @param cutOut what is sent of the frame
     * @throws InterruptedException when interrupted while waiting for a model
     */
    Optional<Image> of(Frame frame, Triage.Unsure doubt, Box cutOut) throws InterruptedException;
  }

  /**
   * From the next frame on, other settings; any thread may say so.
   *
   * @param before what counts towards their caps already
   */
  public void replace(EscalationSettings next, Before before) {
    replacement.set(new Replacement(next, before));
  }

  private void takeUp() {
    Replacement next = replacement.getAndSet(null);
    if (next != null) {
      settings = next.settings();
      repeats.window(settings.repeatWindow().toNanos());
      caps = caps.replaced(settings, next.before());
    }
  }

  /** Decides what becomes of a doubtful frame, which is sent alone. */
  public EscalationOutcome raise(Frame frame, Triage.Unsure doubt) throws InterruptedException {
    return raise(frame, doubt, Beside.NOTHING);
  }

  /**
   * Decides what becomes of a doubtful frame.
   *
   * @param beside asked only for frames that are sent, and only if the settings want it
   * @throws InterruptedException when interrupted while waiting for a model
   */
  public EscalationOutcome raise(Frame frame, Triage.Unsure doubt, Beside beside)
      throws InterruptedException {
    takeUp();
    if (repeats.covers(frame, doubt.regions())) {
      return new EscalationOutcome.Suppressed(
          "part " + frame.partId() + " was escalated for the same places already");
    }
    return switch (pace.look(
        new ViewKey(frame.variant(), frame.view()), doubt, frame.monotonicNanos())) {
      case Pace.Choice.Leave(String reason) -> new EscalationOutcome.Paced(reason);
      case Pace.Choice.Ask affordable -> raise(frame, doubt, beside, affordable);
    };
  }

  private EscalationOutcome raise(
      Frame frame, Triage.Unsure doubt, Beside beside, Pace.Choice.Ask affordable)
      throws InterruptedException {
    Optional<String> full = caps.take(frame.monotonicNanos(), rank(doubt));
    if (full.isPresent()) {
      return new EscalationOutcome.Withheld(full.get());
    }
    boolean forItsScore = caps.forItsScore() || affordable.forItsScore();
    Box box =
        Crop.box(
            frame.picture().width(),
            frame.picture().height(),
            doubt.regions(),
            settings.marginPixels());
    Optional<Image> image = Crop.image(frame.picture(), box, settings);
    if (image.isEmpty()) {
      return new EscalationOutcome.Withheld(
          "the cut-out "
              + box
              + " is above "
              + settings.maxImageBytes()
              + " bytes even at low quality");
    }
    Comparison comparison = comparison(frame, doubt, beside, image.get());
    repeats.remember(frame, doubt.regions());
    Escalation escalation = escalation(frame, doubt, image.get()).with(comparison);
    pace.asked(escalation.id(), affordable.worth());
    return new EscalationOutcome.Asked(escalation, forItsScore);
  }

  /**
   * Now and then, a frame that passes becomes a question for which nobody waits: the answers say
   * how many defects pass. Empty for all others.
   */
  public Optional<Escalation> audit(Frame frame) {
    takeUp();
    if (settings.auditShare() <= 0 || random.nextDouble() >= settings.auditShare()) {
      return Optional.empty();
    }
    Box whole = frame.picture().bounds();
    Region all = new Region(0, whole, List.of(), new float[0]);
    Optional<Escalation> audit =
        Crop.image(frame.picture(), whole, settings)
            .map(image -> escalation(frame, new Triage.Unsure(List.of(all)), image))
            .map(asked -> asked.sentIn(Lane.REPLAY, 0));
    audit.ifPresent(asked -> pace.asked(asked.id(), Optional.empty()));
    return audit;
  }

  /** What was chosen at random stands back for nobody, nor does what only pixels have judged. */
  private double rank(Triage.Unsure doubt) {
    return doubt
        .asked()
        .filter(asked -> asked.why() != AskedFrame.Why.CHOSEN)
        .map(asked -> ranks.of(asked.view(), asked.standard(), asked.score()))
        .orElse(1.0);
  }

  /** Whatever goes wrong with it, the question is asked. */
  private Comparison comparison(Frame frame, Triage.Unsure doubt, Beside beside, Image image)
      throws InterruptedException {
    if (!settings.comparison()) {
      return Comparison.NONE;
    }
    try {
      return beside
          .of(frame, doubt, image.crop())
          .filter(good -> fits(good, image))
          .<Comparison>map(Comparison.Shown::new)
          .orElse(Comparison.NONE);
    } catch (RuntimeException notDrawn) {
      if (!told) {
        LOG.warn("no good part can be shown beside the doubtful ones; they go alone", notDrawn);
        told = true;
      }
      return Comparison.NONE;
    }
  }

  private boolean fits(Image good, Image image) {
    int together = good.bytes().length + image.bytes().length;
    return good.bytes().length <= Comparison.MAX_BYTES && together <= settings.maxImageBytes();
  }

  /** The last escalation was never stored: its number goes to the next one. */
  public void takeBack(Escalation last) {
    pace.takenBack(last.id());
    if (last.sequence() == sequence) {
      sequence--;
    }
  }

  private Escalation escalation(Frame frame, Triage.Unsure doubt, Image image) {
    sequence++;
    return new Escalation(
        ids.next(),
        origin.station(),
        sequence,
        new Stamp(origin.boot(), frame.capturedAt(), frame.monotonicNanos()),
        settings.deadline().toMillis(),
        Lane.LIVE,
        frame.partId(),
        frame.variant(),
        frame.view(),
        origin.model(),
        doubt.regions(),
        image);
  }
}
