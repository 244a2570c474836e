package dev.andon.config.csv;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Numbers as spreadsheets of all countries write them. Pure. */
final class DecimalText {
  private static final Pattern SPACES = Pattern.compile("(?<=\\d)[ \\u00a0\\u202f](?=\\d{3})");
  private static final Pattern POINT_GROUPS = Pattern.compile("[-+]?\\d{1,3}(\\.\\d{3})+,\\d+");
  private static final Pattern COMMA_GROUPS = Pattern.compile("[-+]?\\d{1,3}(,\\d{3})+\\.\\d+");
  private static final Pattern TWO_WAYS = Pattern.compile("[-+]?[1-9]\\d{0,2}[.,]\\d{3}");

  private DecimalText() {}

  /**
   * @param separator between the fields of the file: beside semicolons a comma is a decimal comma,
   *     beside commas a point is a decimal point, and the other one alone before three digits may
   *     be either and is refused
   */
  static BigDecimal parse(String written, char separator) {
    String text = SPACES.matcher(written).replaceAll("");
    char expected = separator == ';' ? ',' : '.';
    if (TWO_WAYS.matcher(text).matches() && text.indexOf(expected) < 0) {
      String digits = text.replaceAll("[.,]", "");
      String decimals = text.replace(',', '.') + "0";
      throw new IllegalArgumentException(
          "can be read in two ways, got \"%s\": write %s or %s"
              .formatted(written, digits, decimals.replace('.', expected)));
    }
    try {
      return new BigDecimal(pointed(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a number, got \"" + written + "\"", e);
    }
  }

  private static String pointed(String text) {
    if (POINT_GROUPS.matcher(text).matches()) {
      return text.replace(".", "").replace(',', '.');
    }
    if (COMMA_GROUPS.matcher(text).matches()) {
      return text.replace(",", "");
    }
    return text.indexOf('.') < 0 ? text.replace(',', '.') : text;
  }
}
