package dev.andon.hub.request;

/**
 * What a stage gives to the next one, or why the request ends here.
 *
 * @param <T> what the stage finds out
 */
public sealed interface Checked<T> {

  /** The request goes on. */
  record Go<T>(T value) implements Checked<T> {
    @Override
    public boolean stopped() {
      return false;
    }

    @Override
    public Refusal refusal() {
      throw new IllegalStateException("the request was not refused");
    }
  }

  /** The request is refused. */
  record Stop<T>(Refusal refusal) implements Checked<T> {
    @Override
    public boolean stopped() {
      return true;
    }

    @Override
    public T value() {
      throw new IllegalStateException("refused: " + refusal);
    }
  }

  /** Whether the request ends here. */
  boolean stopped();

  /**
   * What was found out.
   *
   * @throws IllegalStateException if the request ends here
   */
  T value();

  /**
   * Why the request ends here.
   *
   * @throws IllegalStateException if it goes on
   */
  Refusal refusal();
}
