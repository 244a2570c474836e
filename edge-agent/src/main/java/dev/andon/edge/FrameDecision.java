package dev.andon.edge;

import dev.andon.edge.outbox.Intent;
import dev.andon.edge.outbox.Priority;
import dev.andon.wire.Escalation;
import dev.andon.wire.Verdict;
import java.util.Optional;

/** What is to become of one frame, before it is stored. */
sealed interface FrameDecision {

  /**
   * Judged on the spot.
   *
   * @param audit asked about all the same, for nobody to wait for
   */
  record Local(Verdict verdict, Intent intent, Optional<Escalation> audit)
      implements FrameDecision {}

  /**
   * Doubtful, and somebody is asked.
   *
   * @param priority what its picture is worth where the outbox has no room for all
   */
  record Ask(Escalation escalation, Priority priority) implements FrameDecision {}

  /** Doubtful about what this part's escalation asks already; the line is told by that one. */
  record Suppress(String reason) implements FrameDecision {}

  /** Doubtful, and nobody is asked. */
  record Withhold(String reason, Intent intent) implements FrameDecision {}

  /** No frame could be read or judged. */
  record Skip(String reason) implements FrameDecision {}
}
