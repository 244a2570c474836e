package dev.andon.edge.trigger;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.Labelling.PartLabel;
import dev.andon.edge.trigger.TriggerQueue.Trigger;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A camera of which the frame nearest in time behind each trigger is taken, under the part that the
 * trigger names; other frames are not judged. Confined to one thread, except {@link #close}.
 */
public final class TriggeredSource implements FrameSource {
  private static final long SAYS_SO = 5_000_000_000L;

  private final FrameSource camera;
  private final TriggerQueue triggers;
  private final Timing timing;
  private final TriggerMeters meters;
  private final Consumer<Frame> passing;

  /**
   * How long what takes.
   *
   * @param offset from the trigger to the moment at which the part is in front of the camera, from
   *     0
   * @param patience the longest time after that in which its frame must come, above 0
   */
  public record Timing(Duration offset, Duration patience) {
    /** Refuses what no line has. */
    public Timing {
      if (offset.isNegative() || offset.compareTo(Duration.ofMinutes(1)) > 0) {
        throw new IllegalArgumentException(
            "trigger.offset must be 0s to 1m, but is " + offset.toMillis() + " ms");
      }
      if (!patience.isPositive() || patience.compareTo(Duration.ofMinutes(1)) > 0) {
        throw new IllegalArgumentException(
            "trigger.wait must be 1ms to 1m, but is " + patience.toMillis() + " ms");
      }
    }
  }

  /**
   * @param passing looks at frames that no part was announced for; they stay this source's
   */
  public TriggeredSource(
      FrameSource camera,
      TriggerQueue triggers,
      Timing timing,
      TriggerMeters meters,
      Consumer<Frame> passing) {
    this.camera = camera;
    this.triggers = triggers;
    this.timing = timing;
    this.meters = meters;
    this.passing = passing;
  }

  @Override
  public Capture next() throws InterruptedException {
    long longest = timing.offset().plus(timing.patience()).toNanos();
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < SAYS_SO) {
      Capture shown = camera.next();
      if (!(shown instanceof Capture.Captured(Frame frame))) {
        return shown;
      }
      Optional<Trigger> late = triggers.overdue(frame.monotonicNanos(), longest);
      if (late.isPresent()) {
        frame.close();
        meters.withoutFrame();
        return new Capture.Skipped(
            "part "
                + late.get().part().partId()
                + " was announced and no frame came within "
                + longest / 1_000_000
                + " ms",
            frame.cursor());
      }
      Optional<Trigger> trigger =
          triggers.before(frame.monotonicNanos(), timing.offset().toNanos());
      if (trigger.isPresent()) {
        return new Capture.Captured(named(frame, trigger.get().part()));
      }
      try (frame) {
        passing.accept(frame);
      }
      meters.withoutTrigger();
    }
    return new Capture.Waiting();
  }

  private static Frame named(Frame frame, PartAnnouncement part) {
    PartLabel label = part.label(new PartLabel(frame.partId(), frame.variant(), frame.view()));
    return new Frame(
        frame.picture(),
        frame.source(),
        frame.capturedAt(),
        frame.monotonicNanos(),
        frame.sequence(),
        label.partId(),
        label.variant(),
        label.view(),
        frame.cursor());
  }

  @Override
  public void close() {
    camera.close();
  }
}
