package dev.andon.edge.triage;

/**
 * What scores of a view are measured against: scores of another standard do not compare.
 *
 * @param models names golden frames and models
 * @param drifts how often good frames have begun to score otherwise since, from 0
 */
record Standard(String models, int drifts) {
  private static final char MARK = '#';

  /** Reads what {@link #text} wrote. */
  static Standard parse(String text) {
    int mark = text.lastIndexOf(MARK);
    if (mark < 0) {
      return new Standard(text, 0);
    }
    try {
      return new Standard(text.substring(0, mark), Integer.parseInt(text.substring(mark + 1)));
    } catch (NumberFormatException none) {
      return new Standard(text, 0);
    }
  }

  Standard next() {
    return new Standard(models, drifts + 1);
  }

  String text() {
    return drifts == 0 ? models : models + MARK + drifts;
  }
}
