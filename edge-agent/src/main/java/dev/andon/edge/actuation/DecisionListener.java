package dev.andon.edge.actuation;

/** Hears what the line is told, after the intent was committed: must not block. */
@FunctionalInterface
public interface DecisionListener {
  /** The intent is in the journal; the signal is on its way. */
  void decided(LineCommand command);
}
