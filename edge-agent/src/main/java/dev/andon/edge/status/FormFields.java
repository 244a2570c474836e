package dev.andon.edge.status;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a browser's form says.
 *
 * @param fields each with its values in order
 */
record FormFields(Map<String, List<String>> fields) {
  /** Longest body, bytes. */
  static final int MOST_BYTES = 64 << 10;

  private static final int MOST_FIELDS = 500;
  private static final String TYPE = "application/x-www-form-urlencoded";

  /** Whether a request says that it carries a form. */
  static boolean isOne(HttpExchange exchange) {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase(TYPE);
  }

  /**
   * Reads a body; empty where it is too long.
   *
   * @throws IllegalArgumentException where it is no form
   */
  static Optional<FormFields> read(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    return body.length > MOST_BYTES
        ? Optional.empty()
        : Optional.of(of(new String(body, StandardCharsets.UTF_8)));
  }

  /**
   * Reads a text such as {@code a=1&b=two+words&a=3}.
   *
   * @throws IllegalArgumentException where it is none
   */
  static FormFields of(String text) {
    Map<String, List<String>> fields = new HashMap<>();
    String[] pairs = text.split("&", MOST_FIELDS + 1);
    if (pairs.length > MOST_FIELDS) {
      throw new IllegalArgumentException("a form has at most " + MOST_FIELDS + " fields");
    }
    for (String pair : pairs) {
      String[] parts = pair.split("=", 2);
      if (parts.length == 2) {
        fields.computeIfAbsent(decoded(parts[0]), name -> new ArrayList<>()).add(decoded(parts[1]));
      }
    }
    return new FormFields(fields);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** The first value of a field; empty where it has none. */
  String first(String name) {
    return fields.getOrDefault(name, List.of("")).getFirst();
  }

  /** All values of a field. */
  Set<String> all(String name) {
    return new LinkedHashSet<>(fields.getOrDefault(name, List.of()));
  }
}
