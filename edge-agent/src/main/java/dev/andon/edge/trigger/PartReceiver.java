package dev.andon.edge.trigger;

/** What takes announced parts; called on threads of servers and brokers. Thread-safe. */
@FunctionalInterface
public interface PartReceiver {

  /** What came of it, for whoever announced. */
  sealed interface Answer {
    /** It is taken; nobody need say it again. */
    record Taken(String says) implements Answer {}

    /** It was taken before: the same words change nothing. */
    record Known(String says) implements Answer {}

    /** It will never be taken as it is. */
    record Refused(String says) implements Answer {}

    /** Not now; the same words may be said again soon. */
    record Busy(String says) implements Answer {}
  }

  /**
   * Takes a part.
   *
   * @param body the picture, where it comes along; empty for a trigger
   * @throws InterruptedException when the station stops meanwhile
   */
  Answer take(PartAnnouncement part, byte[] body) throws InterruptedException;
}
