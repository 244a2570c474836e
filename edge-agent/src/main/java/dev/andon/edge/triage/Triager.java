package dev.andon.edge.triage;

import dev.andon.edge.capture.Frame;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Verdict;
import java.util.List;
import java.util.UUID;

/** Judges frames on the spot. Thread-safe: several stations in one process may share one. */
public interface Triager extends AutoCloseable {

  /**
   * Judges one frame; the frame stays the caller's.
   *
   * @throws InterruptedException when interrupted while waiting for the model
   */
  Triage triage(Frame frame) throws InterruptedException;

  /** Somebody is asked about a frame under this escalation. */
  default void asked(UUID escalation, Triage.Unsure doubt) {}

  /** What was answered, in time or late; an escalation may be answered again, by a person. */
  default void answered(UUID escalation, Verdict verdict) {}

  /** Where views stand that buy their autonomy with answers. */
  default List<Standing> standing() {
    return List.of();
  }

  /** Which views have golden frames, and since when, a sentence each. */
  default List<String> golden() {
    return List.of();
  }

  /** Which model judges here. */
  ModelVersion model();

  @Override
  void close();
}
