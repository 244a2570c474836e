package dev.andon.sandbox.http;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * One request and the means to answer it, properly or not. Confined to the thread that handles it,
 * except {@link #end}.
 */
public final class WebExchange {

  private final WebRequest request;
  private final Socket socket;
  private final PushbackInputStream in;
  private final OutputStream out;
  private boolean keepAlive;
  private boolean chunked;
  private boolean complete;

  WebExchange(WebRequest request, Socket socket, PushbackInputStream in) throws IOException {
    this.request = request;
    this.socket = socket;
    this.in = in;
    this.out = socket.getOutputStream();
    this.keepAlive = !"close".equalsIgnoreCase(request.header("connection").orElse(""));
  }

  public WebRequest request() {
    return request;
  }

  /** Answers completely, in one write. */
  public void respond(int status, Map<String, String> headers, byte[] body) throws IOException {
    byte[] head = head(status, headers, "content-length: " + body.length);
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    last(all);
  }

  /** Writes the last bytes of an answer: from here on it counts as given. */
  private synchronized void last(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    complete = true;
  }

  /**
   * Ends the connection from another thread: in good order where the answer has been given, because
   * a reset would destroy what the client has not read yet; with a reset where it has not.
   */
  synchronized void end() throws IOException {
    if (!complete) {
      socket.setSoLinger(true, 0);
    }
    socket.close();
  }

  /** Sends the head and announces chunks; {@link #chunk} and {@link #finish} follow. */
  public void begin(int status, Map<String, String> headers) throws IOException {
    chunked = true;
    out.write(head(status, headers, "transfer-encoding: chunked"));
    out.flush();
  }

  /** Sends the head of an answer whose body is promised to be so long; {@link #raw} follows. */
  public void begin(int status, Map<String, String> headers, int promised) throws IOException {
    out.write(head(status, headers, "content-length: " + promised));
    out.flush();
  }

  /** Sends one chunk; nothing for an empty one, which would end the answer. */
  public void chunk(byte[] bytes) throws IOException {
    if (bytes.length > 0) {
      out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(bytes);
      out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }

  /** Sends bytes of a promised body. */
  public void raw(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Ends an answer that was begun. */
  public void finish() throws IOException {
    last(chunked ? "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
  }

  /** Drops the connection so that the client sees a reset. */
  public void reset() throws IOException {
    keepAlive = false;
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /**
   * Does nothing for a time.
   *
   * @return false as soon as the client has gone away
   */
  public boolean pause(Duration time) throws IOException {
    int millis = Math.clamp(time.toMillis(), 0, Integer.MAX_VALUE);
    if (millis == 0) {
      return true;
    }
    socket.setSoTimeout(millis);
    try {
      int early = in.read();
      if (early < 0) {
        keepAlive = false;
        return false;
      }
      in.unread(early);
      return true;
    } catch (SocketTimeoutException stillThere) {
      return true;
    } finally {
      if (!socket.isClosed()) {
        socket.setSoTimeout(0);
      }
    }
  }

  boolean keepAlive() {
    return keepAlive && !socket.isClosed();
  }

  private static byte[] head(int status, Map<String, String> headers, String framing) {
    StringBuilder head = new StringBuilder(256);
    head.append("HTTP/1.1 ").append(status).append(' ').append(reason(status)).append("\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append(framing).append("\r\n\r\n");
    return head.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String reason(int status) {
    return status < 300 ? "OK" : "Failed";
  }
}
