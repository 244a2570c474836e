package dev.andon.edge.triage;

import dev.andon.edge.capture.Frame;
import dev.andon.wire.ModelVersion;

/** Judges frames on the spot. Thread-safe: several stations in one process may share one. */
public interface Triager extends AutoCloseable {

  /**
   * Judges one frame; the frame stays the caller's.
   *
   * @throws InterruptedException when interrupted while waiting for the model
   */
  Triage triage(Frame frame) throws InterruptedException;

  /** Which model judges here. */
  ModelVersion model();

  @Override
  void close();
}
