package dev.andon.hub.routing;

/** What follows from a failed attempt. */
public enum FailureAction {
  /** The same candidate once more, after a wait. */
  RETRY,
  /** The same candidate with another of our keys, at once. */
  NEXT_KEY,
  /** The next candidate, at once. */
  NEXT_CANDIDATE,
  /** No other attempt can help. */
  GIVE_UP
}
