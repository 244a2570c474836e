package dev.andon.sandbox.link;

/** What a link does with the bytes it is given. */
public sealed interface LinkState {

  /** Passes everything on at once. */
  record Up() implements LinkState {}

  /** Resets every connection, the open ones and the new ones. */
  record Cut() implements LinkState {}

  /** Keeps connections open and passes nothing on, like a cable pulled behind the next switch. */
  record Stalled() implements LinkState {}

  /**
   * Passes on at most so much in each direction of each connection.
   *
   * @param bytesPerSecond 1 to 1,000,000,000
   */
  record Slow(long bytesPerSecond) implements LinkState {
    public Slow {
      if (bytesPerSecond < 1 || bytesPerSecond > 1_000_000_000) {
        throw new IllegalArgumentException(
            "a slow link passes 1 to 1000000000 bytes per second, not " + bytesPerSecond);
      }
    }
  }
}
