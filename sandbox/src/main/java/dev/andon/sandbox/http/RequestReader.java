package dev.andon.sandbox.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads requests from one connection (RFC 9112, the part that clients of model APIs use). */
final class RequestReader {

  private static final int MAX_HEAD_BYTES = 64 * 1024;
  private static final int MAX_BODY_BYTES = 64 * 1024 * 1024;

  private final InputStream in;
  private final Runnable sendContinue;
  private int headBytes;

  /**
   * @param sendContinue called when the client waits for "100 Continue"
   */
  RequestReader(InputStream in, Runnable sendContinue) {
    this.in = in;
    this.sendContinue = sendContinue;
  }

  /** The next request; empty when the client closed the connection between two. */
  Optional<WebRequest> next() throws IOException {
    headBytes = 0;
    String start = line();
    if (start.isEmpty()) {
      return Optional.empty();
    }
    String[] words = start.split(" ", -1);
    if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
      throw new MalformedRequestException("the request line is not HTTP/1.1");
    }
    Map<String, String> headers = headers();
    String target = words[1];
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark + 1);
    return Optional.of(new WebRequest(words[0], path, query, headers, body(headers)));
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new MalformedRequestException("a header line has no name");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
      sendContinue.run();
    }
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      return chunked();
    }
    int length = number(headers.getOrDefault("content-length", "0"), 10);
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new MalformedRequestException("the body ends after " + body.length + " of " + length);
    }
    return body;
  }

  private byte[] chunked() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      headBytes = 0;
      int size = number(line().split(";", 2)[0].strip(), 16);
      if (size == 0) {
        headers();
        return body.toByteArray();
      }
      if (body.size() + size > MAX_BODY_BYTES) {
        throw new MalformedRequestException("the body is above " + MAX_BODY_BYTES + " bytes");
      }
      byte[] chunk = in.readNBytes(size);
      if (chunk.length < size) {
        throw new MalformedRequestException("the body ends inside a chunk");
      }
      body.write(chunk, 0, size);
      line();
    }
  }

  private static int number(String text, int radix) throws MalformedRequestException {
    try {
      int value = Integer.parseInt(text, radix);
      if (value >= 0 && value <= MAX_BODY_BYTES) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, together with numbers out of range.
    }
    throw new MalformedRequestException("a length must be 0 to " + MAX_BODY_BYTES);
  }

  /** Up to the next line feed; empty at the end of the stream. */
  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (++headBytes > MAX_HEAD_BYTES) {
        throw new MalformedRequestException(
            "the request's head is above " + MAX_HEAD_BYTES + " bytes");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
