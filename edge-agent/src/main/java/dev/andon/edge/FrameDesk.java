package dev.andon.edge;

import dev.andon.edge.actuation.Decider;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.PacedSource.Pause;
import dev.andon.edge.escalation.Escalator;
import dev.andon.edge.escalation.Raised;
import dev.andon.edge.outbox.FrameLog;
import dev.andon.edge.outbox.Intent;
import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.outbox.Seen;
import dev.andon.edge.outbox.Storing;
import dev.andon.edge.triage.CameraFault;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.Triager;
import dev.andon.edge.uplink.Uplink;
import dev.andon.wire.Escalation;
import dev.andon.wire.UuidV7;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of one frame: triage, then decided on the spot, escalated, suppressed or withheld;
 * stored first, then acted on. What cannot be stored is told to the line all the same, and then
 * waits until it can be, or, where the source is live and the part is gone, is counted. Confined to
 * the capture thread.
 */
final class FrameDesk {
  private static final Logger LOG = LoggerFactory.getLogger(FrameDesk.class);
  private static final long FIRST_WAIT_NANOS = 100_000_000;
  private static final long LONGEST_WAIT_NANOS = 2_000_000_000;

  private final Feed feed;
  private final Triager triager;
  private final Escalator escalator;
  private final FrameLog frames;
  private final Decider decider;
  private final Uplink uplink;
  private final UuidV7 ids;
  private final AgentMeters meters;
  private final CameraWatch camera;
  private final SafeObserver observer;

  FrameDesk(
      Feed feed,
      Triager triager,
      Escalator escalator,
      FrameLog frames,
      Decider decider,
      Uplink uplink,
      UuidV7 ids,
      AgentMeters meters,
      CameraWatch camera,
      SafeObserver observer) {
    this.feed = feed;
    this.triager = triager;
    this.escalator = escalator;
    this.frames = frames;
    this.decider = decider;
    this.uplink = uplink;
    this.ids = ids;
    this.meters = meters;
    this.camera = camera;
    this.observer = observer;
  }

  /** Returns when the frame is stored or counted; waits for that as long as it takes. */
  void handle(Frame frame) throws InterruptedException {
    Seen seen = Seen.of(feed.name(), frame);
    long begun = meters.now();
    Triage triage;
    try {
      triage = triage(frame);
    } catch (RuntimeException unjudged) {
      unjudged(seen, unjudged);
      return;
    }
    long took = meters.triaged(begun);
    Ruling ruling;
    try {
      ruling = ruling(frame, triage);
    } catch (RuntimeException unjudged) {
      unjudged(seen, unjudged);
      return;
    }
    settle(seen, ruling, took);
    meters.handled(begun);
  }

  private Triage triage(Frame frame) throws InterruptedException {
    Optional<CameraFault> frozen = camera.frozen(frame);
    Triage triage = frozen.isPresent() ? new Triage.Unfit(frozen.get()) : triager.triage(frame);
    if (triage instanceof Triage.Unfit(CameraFault fault)) {
      camera.saw(fault);
    } else {
      camera.sawPart();
    }
    return triage;
  }

  /** A place of the source where no frame could be read. */
  void skip(Cursor cursor, Instant at, String reason) throws InterruptedException {
    settle(new Seen(feed.name(), cursor, at, "", "", ""), new Ruling.Skip(reason), 0);
  }

  private void unjudged(Seen seen, RuntimeException why) throws InterruptedException {
    LOG.error("frame part={} at {} cannot be judged", seen.partId(), seen.cursor(), why);
    settle(seen, new Ruling.Skip("cannot be judged: " + why.getMessage()), 0);
  }

  private Ruling ruling(Frame frame, Triage triage) throws InterruptedException {
    return switch (triage) {
      case Triage.Confident confident ->
          new Ruling.Local(confident.verdict(), decider.locally(ids.next(), confident.verdict()));
      case Triage.Unfit(CameraFault fault) ->
          new Ruling.Withhold(fault.toString(), decider.unfit(ids.next()));
      case Triage.Held(String why) -> new Ruling.Withhold(why, decider.held(ids.next()));
      case Triage.Unsure unsure ->
          switch (escalator.raise(frame, unsure, triager::beside)) {
            case Raised.Asked(Escalation escalation, boolean forItsScore) -> {
              triager.asked(escalation.id(), forItsScore ? unsure.forItsScore() : unsure);
              yield new Ruling.Ask(escalation);
            }
            case Raised.Suppressed(String reason) -> new Ruling.Suppress(reason);
            case Raised.Withheld(String reason) ->
                new Ruling.Withhold(reason, decider.withheld(ids.next(), unsure.regions()));
          };
    };
  }

  private void settle(Seen seen, Ruling ruling, long took) throws InterruptedException {
    long wait = FIRST_WAIT_NANOS;
    while (!stored(seen, ruling, took)) {
      tellAnyway(seen, ruling);
      if (feed.live()) {
        miss(seen, ruling);
        return;
      }
      Pause.SLEEP.pause(wait);
      wait = Math.min(LONGEST_WAIT_NANOS, 2 * wait);
    }
  }

  /** A part that an earlier attempt or start told the line about is told nothing again. */
  private boolean stored(Seen seen, Ruling ruling, long took) {
    boolean told = frames.toldUnstored(seen);
    try {
      return switch (ruling) {
        case Ruling.Local local -> local(seen, local, told, took);
        case Ruling.Ask(Escalation escalation) -> ask(seen, escalation, told, took);
        case Ruling.Suppress(String reason) -> suppress(seen, reason, took);
        case Ruling.Withhold withheld -> withhold(seen, withheld, told, took);
        case Ruling.Skip(String reason) -> skipped(seen, reason);
      };
    } catch (OutboxException notStored) {
      LOG.debug("frame part={} is not stored: {}", seen.partId(), notStored.reason());
      return false;
    }
  }

  private boolean local(Seen seen, Ruling.Local local, boolean told, long took) {
    frames.confident(seen, local.verdict(), unless(told, local.intent()));
    perform(seen, local.intent(), told);
    observer.tell(o -> o.captured(seen, took));
    observer.tell(o -> o.confident(seen, local.verdict()));
    return true;
  }

  private boolean suppress(Seen seen, String reason, long took) {
    frames.suppressed(seen, reason);
    observer.tell(o -> o.captured(seen, took));
    observer.tell(o -> o.suppressed(seen, reason));
    return true;
  }

  private boolean withhold(Seen seen, Ruling.Withhold withheld, boolean told, long took) {
    frames.withheld(seen, withheld.reason(), unless(told, withheld.intent()));
    perform(seen, withheld.intent(), told);
    observer.tell(o -> o.captured(seen, took));
    observer.tell(o -> o.withheld(seen, withheld.reason()));
    return true;
  }

  private boolean skipped(Seen seen, String reason) {
    frames.skipped(seen.source(), seen.cursor(), seen.at(), reason);
    observer.tell(o -> o.skipped(seen.source(), seen.cursor(), reason));
    return true;
  }

  private static Optional<Intent> unless(boolean told, Intent intent) {
    return told ? Optional.empty() : Optional.of(intent);
  }

  private void perform(Seen seen, Intent intent, boolean told) {
    if (!told) {
      decider.perform(intent, seen);
    }
  }

  /** A verdict may come the moment the row is committed, so it is expected before. */
  private boolean ask(Seen seen, Escalation escalation, boolean told, long took) {
    Storing storing =
        told
            ? frames.escalate(seen, escalation)
            : frames.escalate(seen, escalation, decider.expect(escalation));
    switch (storing) {
      case Storing.Stored stored -> {
        uplink.wake();
        observer.tell(o -> o.captured(seen, took));
        observer.tell(o -> o.escalated(seen, escalation));
        stored.evicted().forEach(id -> observer.tell(o -> o.evicted(id)));
      }
      case Storing.WithoutPicture without -> {
        observer.tell(o -> o.captured(seen, took));
        observer.tell(o -> o.escalated(seen, escalation));
        observer.tell(o -> o.evicted(escalation.id()));
        decider.withoutAnswer(escalation.id(), "no_room");
      }
      case Storing.NotStored not -> {
        return false;
      }
    }
    return true;
  }

  /** The part does not wait for the disk. */
  private void tellAnyway(Seen seen, Ruling ruling) {
    Optional<Intent> intent =
        switch (ruling) {
          case Ruling.Local local -> Optional.of(local.intent());
          case Ruling.Ask(Escalation escalation) -> decider.unstored(escalation.id());
          case Ruling.Withhold withheld -> Optional.of(withheld.intent());
          case Ruling.Suppress suppress -> Optional.empty();
          case Ruling.Skip skip -> Optional.empty();
        };
    intent
        .filter(signal -> frames.tellUnstored(seen, signal))
        .ifPresent(signal -> decider.perform(signal, seen));
  }

  private void miss(Seen seen, Ruling ruling) {
    if (ruling instanceof Ruling.Ask(Escalation escalation)) {
      escalator.takeBack(escalation);
    }
    frames.unlogged(seen);
    observer.tell(o -> o.unlogged(seen));
  }
}
