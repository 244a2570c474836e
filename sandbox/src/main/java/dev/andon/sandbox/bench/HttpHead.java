package dev.andon.sandbox.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * As much of an HTTP/1.1 head as a load tool needs.
 *
 * @param start the first line
 * @param contentLength bytes of the body; -1 at the end of the connection
 */
record HttpHead(String start, int contentLength) {
  private static final int MAX_BYTES = 16 * 1024;

  /** Reads one head; at the end of the connection its length is -1. */
  static HttpHead read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    int matched = 0;
    while (matched < 4) {
      int b = in.read();
      if (b < 0) {
        if (head.size() == 0) {
          return new HttpHead("", -1);
        }
        throw new EOFException("the connection ended inside a head");
      }
      matched = b == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : b == '\r' ? 1 : 0;
      head.write(b);
      if (head.size() > MAX_BYTES) {
        throw new IOException("a head is above " + MAX_BYTES + " bytes");
      }
    }
    return parse(head.toString(StandardCharsets.ISO_8859_1));
  }

  int status() {
    return start.length() < 12 ? 0 : Integer.parseInt(start.substring(9, 12));
  }

  private static HttpHead parse(String head) {
    int length = 0;
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).strip());
      }
    }
    return new HttpHead(head.substring(0, head.indexOf('\r')), length);
  }
}
