package dev.andon.sandbox.http;

import java.util.Map;
import java.util.Optional;

/**
 * One request as received.
 *
 * @param path without the query, still percent-encoded
 * @param query behind the question mark, may be empty
 * @param headers names in lower case; of repeated headers the last one
 * @param body all of it; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // a body of megabytes is passed on, not copied
public record WebRequest(
    String method, String path, String query, Map<String, String> headers, byte[] body) {

  public WebRequest {
    headers = Map.copyOf(headers);
  }

  /** The header's value; the name in lower case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The value of a parameter in the query, still percent-encoded. */
  public Optional<String> parameter(String name) {
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return Optional.of(pair.substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }

  /** Without headers and body: they hold keys and pictures. */
  @Override
  public String toString() {
    return method + " " + path + " (" + body.length + " bytes)";
  }
}
