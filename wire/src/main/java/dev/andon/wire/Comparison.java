package dev.andon.wire;

import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * What an escalation shows beside its picture: a good part next to the doubtful one. It helps
 * whoever judges and is never needed, so one that cannot be used takes nothing from its escalation.
 * On the wire a field {@code comparison} that is an {@link Image}, or no field.
 */
@JsonSerialize(using = ComparisonWriter.class)
@JsonDeserialize(using = ComparisonReader.class)
public sealed interface Comparison {
  /** The most bytes of its picture: 256 KiB. */
  int MAX_BYTES = 256 << 10;

  /** The longest side of its picture in pixels: providers count it as one of their smallest. */
  int MAX_SIDE = 512;

  /** The station has no golden frames of the view, or is told to send none. */
  None NONE = new None();

  /** Nothing is shown. */
  record None() implements Comparison {}

  /**
   * Two panels of one size side by side: left a golden frame in grey, right the doubtful part in
   * grey, tinted from yellow to red where it differs by more than good parts do.
   *
   * @param picture at most {@link Comparison#MAX_BYTES} and {@link Comparison#MAX_SIDE}; its {@code
   *     crop} is what each panel shows of the frame
   */
  record Shown(Image picture) implements Comparison {
    /** Refuses a picture above the bound. */
    public Shown {
      Ranges.inRange("comparison bytes", picture.bytes().length, 1, MAX_BYTES);
    }
  }

  /**
   * Something was sent that is no picture.
   *
   * @param why for a log
   */
  record Unusable(String why) implements Comparison {}
}
