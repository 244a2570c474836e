package dev.andon.edge.status;

import dev.andon.edge.actuation.LineState;
import dev.andon.edge.capture.SourceState;
import dev.andon.edge.outbox.DurableCounters;
import dev.andon.edge.outbox.OutboxHealth;
import dev.andon.edge.outbox.SendQueue;
import java.util.List;
import java.util.Optional;

/**
 * Where an agent stands, all at one moment as far as the outbox is concerned.
 *
 * @param captureEnded why no more frames come; absent while they may
 * @param capturing whether the capture thread runs
 * @param connected whether the broker has us
 * @param undecided parts whose deadline runs
 * @param line signals that have not reached the line, and its outputs
 * @param waiting what the outbox still has to do; where it cannot be read, what it had last
 * @param counters the counters; the same
 * @param outbox whether it can be written
 * @param untrusted messages since the start that the hub did not sign, ignored
 * @param acceptsUnsigned whether messages that nobody signed are taken, as in a trial
 * @param cameraFault why the last frame shows no part, if it does not
 * @param standing where views stand that buy their autonomy with answers, a sentence each
 * @param golden which views have golden frames, and since when, a sentence each
 * @param linkTrouble what is wrong with the way to the hub, if something is
 * @param source what the source of frames says about itself
 */
public record AgentState(
    Optional<String> captureEnded,
    boolean capturing,
    boolean connected,
    int undecided,
    LineState line,
    SendQueue.Waiting waiting,
    DurableCounters counters,
    OutboxHealth outbox,
    long untrusted,
    boolean acceptsUnsigned,
    Optional<String> cameraFault,
    List<String> standing,
    List<String> golden,
    Optional<String> linkTrouble,
    SourceState source) {

  /**
   * Why it is not ready, a sentence; empty while it is. A station without its hub is ready: it
   * judges, decides and stores, and tells the line.
   */
  public Optional<String> notReady() {
    if (!capturing) {
      return Optional.of("no frames: " + captureEnded.orElse("not started"));
    }
    return source
        .notReady()
        .or(() -> cameraFault)
        .or(() -> outbox.writes() ? Optional.empty() : Optional.of(StationPage.store(this)))
        .or(
            () ->
                line.failing().isEmpty() ? Optional.empty() : Optional.of(StationPage.line(this)));
  }

  /** What it does, in a line. */
  public String says() {
    return captureEnded
        .or(source::notReady)
        .or(() -> cameraFault)
        .orElse("judging, hub " + link() + ", " + (waiting.queued() + waiting.sent()) + " wait");
  }

  /** How the hub is reached, in one or two words. */
  String link() {
    if (!connected) {
      return "away";
    }
    return linkTrouble.isPresent() ? "refuses us" : "connected";
  }

  /** Whether everything captured has been sent, answered and told to the line. */
  public boolean drained() {
    return captureEnded.isPresent()
        && waiting.nothing()
        && undecided == 0
        && line.waiting() == 0
        && outbox.settled();
  }
}
