package dev.andon.edge;

import dev.andon.edge.actuation.Decider;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.PacedSource.Pause;
import dev.andon.edge.outbox.FrameLog;
import dev.andon.edge.outbox.FrameRef;
import dev.andon.edge.outbox.Intent;
import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.outbox.StoreOutcome;
import dev.andon.edge.service.Heartbeat;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.uplink.Uplink;
import dev.andon.wire.Escalation;
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
final class FrameHandler {
  private static final Logger LOG = LoggerFactory.getLogger(FrameHandler.class);
  private static final long FIRST_WAIT_NANOS = 100_000_000;
  private static final long LONGEST_WAIT_NANOS = 2_000_000_000;

  private final Feed feed;
  private final FrameJudge judge;
  private final FrameLog frames;
  private final Decider decider;
  private final Uplink uplink;
  private final AgentMeters meters;
  private final SafeObserver observer;

  FrameHandler(
      Feed feed,
      FrameJudge judge,
      FrameLog frames,
      Decider decider,
      Uplink uplink,
      AgentMeters meters,
      SafeObserver observer) {
    this.feed = feed;
    this.judge = judge;
    this.frames = frames;
    this.decider = decider;
    this.uplink = uplink;
    this.meters = meters;
    this.observer = observer;
  }

  /**
   * Returns when the frame is stored or counted; waits for that as long as it takes.
   *
   * @param pulse beaten while it waits
   */
  void handle(Frame frame, Heartbeat.Pulse pulse) throws InterruptedException {
    FrameRef seen = FrameRef.of(feed.name(), frame);
    long begun = meters.now();
    Triage triage;
    try {
      triage = judge.look(frame);
    } catch (RuntimeException unjudged) {
      unjudged(seen, unjudged, pulse);
      return;
    }
    long took = meters.triaged(begun);
    FrameDecision decision;
    try {
      decision = judge.decide(frame, triage);
    } catch (RuntimeException unjudged) {
      unjudged(seen, unjudged, pulse);
      return;
    }
    settle(seen, decision, took, pulse);
    meters.handled(begun);
  }

  /** A place of the source where no frame could be read. */
  void skip(Cursor cursor, Instant at, String reason, Heartbeat.Pulse pulse)
      throws InterruptedException {
    FrameRef seen = new FrameRef(feed.name(), cursor, at, "", "", "");
    settle(seen, new FrameDecision.Skip(reason), 0, pulse);
  }

  private void unjudged(FrameRef seen, RuntimeException why, Heartbeat.Pulse pulse)
      throws InterruptedException {
    LOG.error("frame part={} at {} cannot be judged", seen.partId(), seen.cursor(), why);
    settle(seen, new FrameDecision.Skip("cannot be judged: " + why.getMessage()), 0, pulse);
  }

  private void settle(FrameRef seen, FrameDecision decision, long took, Heartbeat.Pulse pulse)
      throws InterruptedException {
    long wait = FIRST_WAIT_NANOS;
    while (!stored(seen, decision, took)) {
      tellAnyway(seen, decision);
      if (feed.live()) {
        miss(seen, decision);
        return;
      }
      // A full disk is no hang: the loop goes round and tries again.
      pulse.beat();
      Pause.SLEEP.pause(wait);
      wait = Math.min(LONGEST_WAIT_NANOS, 2 * wait);
    }
  }

  /** A part that an earlier attempt or start told the line about is told nothing again. */
  private boolean stored(FrameRef seen, FrameDecision decision, long took) {
    boolean told = frames.toldUnstored(seen);
    try {
      return switch (decision) {
        case FrameDecision.Local local -> local(seen, local, told, took);
        case FrameDecision.Ask ask -> ask(seen, ask, told, took);
        case FrameDecision.Suppress(String reason) -> suppress(seen, reason, took);
        case FrameDecision.Withhold withheld -> withhold(seen, withheld, told, took);
        case FrameDecision.Skip(String reason) -> skipped(seen, reason);
      };
    } catch (OutboxException notStored) {
      LOG.debug("frame part={} is not stored: {}", seen.partId(), notStored.reason());
      return false;
    }
  }

  private boolean local(FrameRef seen, FrameDecision.Local local, boolean told, long took) {
    frames.confident(seen, local.verdict(), unless(told, local.intent()));
    perform(seen, local.intent(), told);
    observer.tell(o -> o.captured(seen, took));
    observer.tell(o -> o.confident(seen, local.verdict()));
    local.audit().ifPresent(this::audit);
    return true;
  }

  /** Nothing is lost with one that cannot be stored. */
  private void audit(Escalation asked) {
    if (frames.audit(asked)) {
      uplink.wake();
    } else {
      judge.takeBack(asked);
    }
  }

  private boolean suppress(FrameRef seen, String reason, long took) {
    frames.suppressed(seen, reason);
    observer.tell(o -> o.captured(seen, took));
    observer.tell(o -> o.suppressed(seen, reason));
    return true;
  }

  private boolean withhold(
      FrameRef seen, FrameDecision.Withhold withheld, boolean told, long took) {
    frames.withheld(seen, withheld.reason(), unless(told, withheld.intent()));
    perform(seen, withheld.intent(), told);
    observer.tell(o -> o.captured(seen, took));
    observer.tell(o -> o.withheld(seen, withheld.reason()));
    return true;
  }

  private boolean skipped(FrameRef seen, String reason) {
    frames.skipped(seen.source(), seen.cursor(), seen.at(), reason);
    observer.tell(o -> o.skipped(seen.source(), seen.cursor(), reason));
    return true;
  }

  private static Optional<Intent> unless(boolean told, Intent intent) {
    return told ? Optional.empty() : Optional.of(intent);
  }

  private void perform(FrameRef seen, Intent intent, boolean told) {
    if (!told) {
      decider.perform(intent, seen);
    }
  }

  /** A verdict may come the moment the row is committed, so it is expected before. */
  private boolean ask(FrameRef seen, FrameDecision.Ask ask, boolean told, long took) {
    Escalation escalation = ask.escalation();
    StoreOutcome storing =
        frames.escalate(
            seen,
            escalation,
            ask.priority(),
            told ? Optional.empty() : Optional.of(decider.expect(escalation)));
    switch (storing) {
      case StoreOutcome.Stored stored -> {
        uplink.wake();
        observer.tell(o -> o.captured(seen, took));
        observer.tell(o -> o.escalated(seen, escalation));
        stored.evicted().forEach(id -> observer.tell(o -> o.evicted(id)));
      }
      case StoreOutcome.WithoutPicture without -> {
        observer.tell(o -> o.captured(seen, took));
        observer.tell(o -> o.escalated(seen, escalation));
        observer.tell(o -> o.evicted(escalation.id()));
        decider.withoutAnswer(escalation.id(), "no_room");
      }
      case StoreOutcome.NotStored not -> {
        return false;
      }
    }
    return true;
  }

  /** The part does not wait for the disk. */
  private void tellAnyway(FrameRef seen, FrameDecision decision) {
    Optional<Intent> intent =
        switch (decision) {
          case FrameDecision.Local local -> Optional.of(local.intent());
          case FrameDecision.Ask ask -> decider.unstored(ask.escalation().id());
          case FrameDecision.Withhold withheld -> Optional.of(withheld.intent());
          case FrameDecision.Suppress suppress -> Optional.empty();
          case FrameDecision.Skip skip -> Optional.empty();
        };
    intent
        .filter(signal -> frames.tellUnstored(seen, signal))
        .ifPresent(signal -> decider.perform(signal, seen));
  }

  private void miss(FrameRef seen, FrameDecision decision) {
    if (decision instanceof FrameDecision.Ask ask) {
      judge.takeBack(ask.escalation());
    }
    frames.unlogged(seen);
    observer.tell(o -> o.unlogged(seen));
  }
}
