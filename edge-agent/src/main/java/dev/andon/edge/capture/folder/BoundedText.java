package dev.andon.edge.capture.folder;

/**
 * A text that can be read so often only: a pattern that tries more ways than there is time for is
 * stopped by it, since {@link java.util.regex} knows no bound. Confined to one match.
 */
final class BoundedText implements CharSequence {
  private static final int MOST_READS = 1_000_000;

  private final String text;
  private int reads;

  /** The pattern has tried too many ways. */
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1;

    Exhausted() {
      super("more than " + MOST_READS + " steps", null, false, false);
    }
  }

  BoundedText(String text) {
    this.text = text;
  }

  @Override
  public char charAt(int index) {
    reads++;
    if (reads > MOST_READS) {
      throw new Exhausted();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
