package dev.andon.edge.capture;

import java.util.HexFormat;

/** Makes of any text a part's number that holds everywhere. */
public final class PartIds {
  /** Characters. */
  public static final int LONGEST = 128;

  private static final int HASH = 16;
  private static final char NOT_DECODED = '\uFFFD';

  private PartIds() {}

  /**
   * The text itself, where it is a number already; otherwise what can be kept of it with a hash of
   * the whole, so that different texts stay different.
   */
  public static String valid(String text) {
    if (!text.isBlank() && text.length() <= LONGEST && isPrintable(text)) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    text.codePoints().forEach(c -> kept.appendCodePoint(isPrintable(c) ? c : '_'));
    int room = LONGEST - HASH - 1;
    String end = kept.substring(Math.max(0, kept.length() - room)).strip();
    return end + "~" + HexFormat.of().toHexDigits(FileIds.hash(text));
  }

  /** Whether a person can read all of it. */
  public static boolean isPrintable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return text.codePoints().allMatch(PartIds::isPrintable);
      }
    }
    return true;
  }

  private static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> character != NOT_DECODED;
    };
  }
}
