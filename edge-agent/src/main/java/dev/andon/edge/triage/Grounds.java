package dev.andon.edge.triage;

import dev.andon.vision.Manifest;

/** What a station's own decision about a frame may rest on. */
public sealed interface Grounds {

  /**
   * Golden frames that lie over one another and over this frame.
   *
   * @param frames how many, at least one
   * @param differing share of this frame's pixels that differ plainly from the golden frame that is
   *     most like it, 0 … 1: whether it lies over it
   */
  record Golden(int frames, double differing) implements Grounds {}

  /** The bundle says that its model was trained on this variant. */
  record Trained() implements Grounds {}

  /**
   * Answers about frames like this one.
   *
   * @param bounds what they prove
   * @param chosen whether this frame is asked about whatever it looks like
   * @param shadow what becomes of an ordinary frame while they prove too little
   * @param ordinary the highest score of an ordinary frame; negative infinity where golden frames
   *     are too few to say
   */
  record Judged(ConformalBounds bounds, boolean chosen, Shadow shadow, double ordinary)
      implements Grounds {}

  /**
   * Nothing: whatever the numbers say, somebody is asked.
   *
   * @param why one sentence for people, with what to do
   */
  record None(String why) implements Grounds {}

  /** What class scores alone may decide about a view. */
  static Grounds ofClasses(Manifest manifest, ViewKey view) {
    return manifest.trainedOn().contains(view.variant())
        ? new Trained()
        : new None("it has no golden frames; ./andon models enroll takes 1 to 50 good frames");
  }
}
