package dev.andon.hub.request;

/** Which queue a request stands in. */
public enum RequestLane {
  /** Somebody waits for the answer. */
  LIVE,
  /** Stored and caught up with later; yields to live. */
  REPLAY
}
