package dev.andon.hub.provider.dialect;

import dev.andon.hub.provider.api.ProviderKey;
import java.util.regex.Pattern;

/**
 * Makes a provider's words fit for a trail or log: one short line without keys and payloads. Pure.
 */
final class Redaction {
  private static final int MAX_CHARS = 200;
  private static final int MAX_SCANNED = 2_000;
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\s]+");

  /** Keys, tokens and base64 all look like this; words do not. */
  private static final Pattern OPAQUE = Pattern.compile("[A-Za-z0-9+/=_*.-]{32,}");

  private static final Pattern KEY_LIKE =
      Pattern.compile("(?i)\\b(sk|vk|key|AIza|AKIA|ASIA|ya29|gsk|xai)[-_.A-Za-z0-9*]{6,}");

  private Redaction() {}

  static String oneLine(String text, ProviderKey key) {
    String shortened = text.length() > MAX_SCANNED ? text.substring(0, MAX_SCANNED) : text;
    String line = CONTROL.matcher(shortened.replace(key.secret(), "***")).replaceAll(" ").strip();
    line = KEY_LIKE.matcher(line).replaceAll("***");
    line = OPAQUE.matcher(line).replaceAll("***");
    return line.length() > MAX_CHARS ? line.substring(0, MAX_CHARS) + "…" : line;
  }
}
