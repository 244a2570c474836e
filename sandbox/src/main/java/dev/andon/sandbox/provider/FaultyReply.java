package dev.andon.sandbox.provider;

import dev.andon.sandbox.http.WebExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes an answer to the caller, properly or as a fault says. */
final class FaultyReply {

  /** Longer than any caller waits; then the connection is given up so that nothing leaks. */
  private static final Duration SILENCE = Duration.ofMinutes(10);

  /** No JSON may hold it, inside a text or outside. */
  private static final byte CONTROL = 1;

  private static final byte[] GARBAGE =
      "data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"delta\":{\"con\n\n"
          .getBytes(StandardCharsets.UTF_8);

  private final WebExchange exchange;
  private final ScriptedDialect dialect;
  private final boolean stream;
  private final List<byte[]> pieces;

  /**
   * Prepares an answer.
   *
   * @param pieces the frames of a stream, or the one body of a whole answer
   */
  FaultyReply(WebExchange exchange, ScriptedDialect dialect, boolean stream, List<byte[]> pieces) {
    this.exchange = exchange;
    this.dialect = dialect;
    this.stream = stream;
    this.pieces = List.copyOf(pieces);
  }

  /** Sends everything as it should be. */
  void whole() throws IOException {
    if (!stream) {
      exchange.respond(200, headers(), pieces.getFirst());
      return;
    }
    exchange.begin(200, headers());
    for (byte[] piece : pieces) {
      exchange.chunk(piece);
    }
    exchange.finish();
  }

  /** Sends everything, slowly; false when the caller went away before the end. */
  boolean drip(int bytesPerSecond) throws IOException {
    byte[] all = joined(pieces);
    int step = Math.max(1, bytesPerSecond / 10);
    if (stream) {
      exchange.begin(200, headers());
    } else {
      exchange.begin(200, headers(), all.length);
    }
    for (int at = 0; at < all.length; at += step) {
      byte[] drop = Arrays.copyOfRange(all, at, Math.min(all.length, at + step));
      if (!exchange.pause(Duration.ofMillis(drop.length * 1000L / bytesPerSecond))) {
        return false;
      }
      send(drop);
    }
    exchange.finish();
    return true;
  }

  /** Sends the first half and nothing more, and waits for the caller to give up. */
  void stall() throws IOException {
    half();
    exchange.pause(SILENCE);
    exchange.reset();
  }

  /** Sends the first half and resets the connection. */
  void cut() throws IOException {
    half();
    exchange.reset();
  }

  /** Ends in good order, with something in the middle that nobody can read. */
  void malformed() throws IOException {
    if (!stream) {
      byte[] body = pieces.getFirst().clone();
      body[body.length / 2] = CONTROL;
      exchange.respond(200, headers(), body);
      return;
    }
    exchange.begin(200, headers());
    for (int i = 0; i < pieces.size(); i++) {
      exchange.chunk(i == pieces.size() / 2 ? GARBAGE : pieces.get(i));
    }
    exchange.finish();
  }

  /** Ends in good order, at half. */
  void truncated() throws IOException {
    if (stream) {
      half();
      exchange.finish();
    } else {
      exchange.respond(200, headers(), firstHalf(pieces.getFirst()));
    }
  }

  /** Says nothing until the caller goes away. */
  void silent() throws IOException {
    exchange.pause(SILENCE);
    exchange.reset();
  }

  /** A page that some proxy in between might have made. */
  void html() throws IOException {
    byte[] page =
        "<html><head><title>Welcome</title></head><body>Sign in</body></html>"
            .getBytes(StandardCharsets.UTF_8);
    exchange.respond(200, Map.of("content-type", "text/html"), page);
  }

  private void half() throws IOException {
    if (stream) {
      exchange.begin(200, headers());
      for (byte[] piece : pieces.subList(0, pieces.size() / 2)) {
        exchange.chunk(piece);
      }
    } else {
      byte[] body = pieces.getFirst();
      exchange.begin(200, headers(), body.length);
      exchange.raw(firstHalf(body));
    }
  }

  private void send(byte[] bytes) throws IOException {
    if (stream) {
      exchange.chunk(bytes);
    } else {
      exchange.raw(bytes);
    }
  }

  private Map<String, String> headers() {
    return Map.of("content-type", stream ? dialect.streamType() : "application/json");
  }

  private static byte[] firstHalf(byte[] body) {
    return Arrays.copyOf(body, body.length / 2);
  }

  private static byte[] joined(List<byte[]> pieces) {
    byte[] all = new byte[pieces.stream().mapToInt(piece -> piece.length).sum()];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    return all;
  }
}
