package dev.andon.hub.provider.dialect;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Text in URLs. */
public final class UrlText {
  private UrlText() {}

  /**
   * {@code text} as one path segment or query value: everything but unreserved characters is
   * escaped.
   */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}
