package dev.andon.sandbox.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The cheapest provider there is: reads a request by its Content-Length, waits, and answers the
 * same chat completion to all. Runs as a process of its own, so that its CPU time is not the
 * gateway's.
 */
public final class BenchUpstream implements AutoCloseable {
  private static final byte[] ANSWER =
      answer(
          """
          {"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,\
          "message":{"role":"assistant","content":"A flange with a scratch near the left hole."},\
          "finish_reason":"stop"}],"usage":{"prompt_tokens":300,"completion_tokens":12}}""");

  private final ServerSocket server;
  private final Duration latency;

  BenchUpstream(Duration latency) throws IOException {
    this.latency = latency;
    this.server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /**
   * Prints its port and runs until its input ends.
   *
   * @param arguments the latency in milliseconds
   */
  public static void main(String[] arguments) throws IOException {
    try (BenchUpstream upstream =
        new BenchUpstream(Duration.ofMillis(Long.parseLong(arguments[0])))) {
      System.out.println("port " + upstream.port());
      while (System.in.read() >= 0) {
        // until whoever started it goes away
      }
    }
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
      while (skipRequest(in)) {
        if (!latency.isZero()) {
          Thread.sleep(latency);
        }
        socket.getOutputStream().write(ANSWER);
      }
    } catch (IOException gone) {
      // the other side went away, as it does at the end of a row
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean skipRequest(InputStream in) throws IOException {
    int length = HttpHead.read(in).contentLength();
    if (length < 0) {
      return false;
    }
    in.skipNBytes(length);
    return true;
  }

  private static byte[] answer(String json) {
    return ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
            + json.length()
            + "\r\n\r\n"
            + json)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
