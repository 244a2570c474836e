package dev.andon.edge;

import dev.andon.edge.actuation.Decider;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.escalation.Escalator;
import dev.andon.edge.escalation.Raised;
import dev.andon.edge.outbox.FrameLog;
import dev.andon.edge.outbox.Intent;
import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.outbox.Seen;
import dev.andon.edge.outbox.Storing;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.Triager;
import dev.andon.edge.uplink.Uplink;
import dev.andon.wire.Escalation;
import dev.andon.wire.UuidV7;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of one frame: triage, then decided on the spot, escalated, suppressed or withheld;
 * stored first, then acted on. Confined to the capture thread.
 */
final class FrameDesk {
  private static final Logger LOG = LoggerFactory.getLogger(FrameDesk.class);

  private final String source;
  private final Triager triager;
  private final Escalator escalator;
  private final FrameLog frames;
  private final Decider decider;
  private final Uplink uplink;
  private final UuidV7 ids;
  private final AgentMeters meters;
  private final SafeObserver observer;

  FrameDesk(
      String source,
      Triager triager,
      Escalator escalator,
      FrameLog frames,
      Decider decider,
      Uplink uplink,
      UuidV7 ids,
      AgentMeters meters,
      SafeObserver observer) {
    this.source = source;
    this.triager = triager;
    this.escalator = escalator;
    this.frames = frames;
    this.decider = decider;
    this.uplink = uplink;
    this.ids = ids;
    this.meters = meters;
    this.observer = observer;
  }

  void handle(Frame frame) throws InterruptedException {
    Seen seen = Seen.of(source, frame);
    try {
      judge(frame, seen);
    } catch (OutboxException notStored) {
      // The place has not moved: after a restart the frame comes again.
      LOG.error("frame part={} is not logged: {}", seen.partId(), notStored.getMessage());
      meters.unlogged();
    } catch (RuntimeException unjudged) {
      LOG.error("frame part={} at {} cannot be judged", seen.partId(), seen.cursor(), unjudged);
      skip(seen, "cannot be judged: " + unjudged.getMessage());
    }
  }

  private void skip(Seen seen, String reason) {
    try {
      frames.skipped(source, seen.cursor(), seen.at(), reason);
      observer.tell(o -> o.skipped(source, seen.cursor(), reason));
    } catch (OutboxException notStored) {
      LOG.error("frame part={} is not logged: {}", seen.partId(), notStored.reason());
      meters.unlogged();
    }
  }

  private void judge(Frame frame, Seen seen) throws InterruptedException {
    long begun = meters.now();
    Triage triage = triager.triage(frame);
    long took = meters.triaged(begun);
    switch (triage) {
      case Triage.Confident confident -> confident(seen, confident, took);
      case Triage.Unsure unsure -> doubtful(frame, seen, unsure, took);
    }
    meters.handled(begun);
  }

  private void confident(Seen seen, Triage.Confident confident, long took) {
    Intent intent = decider.locally(ids.next(), confident.verdict());
    frames.confident(seen, confident.verdict(), Optional.of(intent));
    decider.perform(intent, seen);
    observer.tell(o -> o.captured(seen, took));
    observer.tell(o -> o.confident(seen, confident.verdict()));
  }

  private void doubtful(Frame frame, Seen seen, Triage.Unsure unsure, long took) {
    switch (escalator.raise(frame, unsure)) {
      case Raised.Asked(Escalation escalation) -> ask(seen, escalation, took);
      case Raised.Suppressed(String reason) -> {
        frames.suppressed(seen, reason);
        observer.tell(o -> o.captured(seen, took));
        observer.tell(o -> o.suppressed(seen, reason));
      }
      case Raised.Withheld(String reason) -> withhold(seen, unsure, reason, took);
    }
  }

  private void withhold(Seen seen, Triage.Unsure unsure, String reason, long took) {
    Intent intent = decider.withheld(ids.next(), unsure.regions());
    frames.withheld(seen, reason, Optional.of(intent));
    decider.perform(intent, seen);
    observer.tell(o -> o.captured(seen, took));
    observer.tell(o -> o.withheld(seen, reason));
  }

  /** A verdict may come the moment the row is committed, so it is expected before. */
  private void ask(Seen seen, Escalation escalation, long took) {
    decider.expect(escalation);
    Storing storing = frames.escalate(seen, escalation);
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
        decider.forget(escalation.id());
        meters.unlogged();
      }
    }
  }
}
