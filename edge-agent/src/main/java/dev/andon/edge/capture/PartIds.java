package dev.andon.edge.capture;

import java.util.HexFormat;

/** Makes of any text a part's number that holds everywhere. */
final class PartIds {
  /** Characters. */
  static final int LONGEST = 128;

  private static final int HASH = 16;

  private PartIds() {}

  /**
   * The text itself, where it is a number already; otherwise what can be kept of it with a hash of
   * the whole, so that different texts stay different.
   */
  static String valid(String text) {
    if (!text.isBlank() && text.length() <= LONGEST && FileNames.isPrintable(text)) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    text.codePoints().forEach(c -> kept.appendCodePoint(FileNames.isPrintable(c) ? c : '_'));
    int room = LONGEST - HASH - 1;
    String end = kept.substring(Math.max(0, kept.length() - room)).strip();
    return end + "~" + HexFormat.of().toHexDigits(FileIds.hash(text));
  }
}
