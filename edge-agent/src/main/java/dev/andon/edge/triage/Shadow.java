package dev.andon.edge.triage;

/** What becomes of a frame of a view in shadow that is as ordinary as its golden frames. */
public enum Shadow {
  /** Somebody is asked, as about every other frame: the quickest way out of the shadow. */
  ASK,
  /** Nobody is asked, and the line holds the part. */
  HOLD,
  /** It passes. Nothing is proved about how many defective parts pass with it. */
  LOCAL
}
