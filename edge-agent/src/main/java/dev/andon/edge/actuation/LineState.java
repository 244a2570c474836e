package dev.andon.edge.actuation;

import java.util.List;

/**
 * Where a station's ways to the line stand.
 *
 * @param waiting signals that some output has still to send or to give up
 * @param outputs each of them
 */
public record LineState(int waiting, List<OutputState> outputs) {
  /** Copies. */
  public LineState {
    outputs = List.copyOf(outputs);
  }

  /** Those whose last attempt failed. */
  public List<OutputState> failing() {
    return outputs.stream().filter(output -> output.failingSince().isPresent()).toList();
  }
}
