package dev.andon.sandbox.truth;

/** A truth file that cannot be understood; the message names file, line and value. */
public final class TruthFormatException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TruthFormatException(String message) {
    super(message);
  }
}
