package dev.andon.edge;

import dev.andon.edge.actuation.LineCommand;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.outbox.FrameRef;
import dev.andon.edge.outbox.VerdictInbox;
import dev.andon.wire.Escalation;
import dev.andon.wire.Lane;
import dev.andon.wire.Receipt;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import java.util.UUID;

/**
 * Hears everything that an agent did, each after its commit and once per event. Called on the
 * agent's threads, several at a time: must be thread-safe and must not block. An exception is
 * logged and otherwise ignored. The default methods do nothing.
 *
 * <p>For one frame: {@link #captured}, then exactly one of {@link #confident}, {@link #escalated},
 * {@link #suppressed} and {@link #withheld}.
 */
public interface AgentObserver {
  /** Observes nothing. */
  AgentObserver NONE = new AgentObserver() {};

  /**
   * A frame was judged and what became of it is stored; {@code triageNanos} is the model's part.
   */
  default void captured(FrameRef seen, long triageNanos) {}

  /** Judged on the spot. */
  default void confident(FrameRef seen, Verdict verdict) {}

  /** Stored for the hub; id, part, picture hash, crop and lane are in the escalation. */
  default void escalated(FrameRef seen, Escalation escalation) {}

  /** An escalation of this part asks already. */
  default void suppressed(FrameRef seen, String reason) {}

  /** Nobody is asked; the station's own rule decides. */
  default void withheld(FrameRef seen, String reason) {}

  /** A live frame that could not be stored; it is counted, and the line was told all the same. */
  default void unlogged(FrameRef seen) {}

  /** No frame could be read there. */
  default void skipped(String source, Cursor cursor, String reason) {}

  /** The source has no more frames. */
  default void captureEnded(String reason) {}

  /** The picture of an escalation was given up; its row stays. */
  default void evicted(UUID escalationId) {}

  /** An escalation was handed to the broker. */
  default void sent(UUID escalationId, Lane lane, int times) {}

  /** The hub's word on an escalation. */
  default void receipted(Receipt receipt, Lane lane) {}

  /** A verdict is stored. */
  default void verdict(VerdictMessage verdict, VerdictInbox.Outcome outcome) {}

  /** The line is being told; {@code cause} is "timeout" where the deadline passed. */
  default void decided(LineCommand command) {}

  /** The broker took us. */
  default void linkUp(String broker) {}

  /** The broker is gone. */
  default void linkDown(String reason) {}
}
