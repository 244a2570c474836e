package dev.andon.edge.actuation.plc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a part's id fits in a register. */
final class PartNumber {
  private static final Pattern LAST = Pattern.compile("(\\d{1,18})\\D*$");
  private static final int NUMBERS = 65_536;

  private PartNumber() {}

  /** The number at the end of the id, modulo 65536; 0 where there is none. */
  static int of(String partId) {
    Matcher number = LAST.matcher(partId);
    return number.find() ? (int) (Long.parseLong(number.group(1)) % NUMBERS) : 0;
  }
}
