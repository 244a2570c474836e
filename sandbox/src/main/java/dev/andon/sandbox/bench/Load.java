package dev.andon.sandbox.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A load tool over plain sockets. At a given rate it is open-loop: each request has a time at which
 * it is due, and its latency counts from then, so that a server that stalls is not let off.
 * Thread-safe.
 */
final class Load {
  private static final int SAMPLES = 1 << 20;

  /** Never starts again, so that no later row of the same hub is answered from its cache. */
  private static final AtomicLong SERIALS = new AtomicLong();

  private final int port;
  private final RequestText text;
  private final ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();
  private final long[] nanos = new long[SAMPLES];
  private final AtomicInteger measured = new AtomicInteger();
  private final AtomicLong errors = new AtomicLong();

  Load(int port, RequestText text) {
    this.port = port;
    this.text = text;
  }

  /** What came of a run. */
  record Figures(long requests, long errors, double perSecond, double p50Ms, double p99Ms) {}

  /** Open-loop: {@code rate} requests a second for {@code span}. */
  Figures atRate(double rate, Duration span) {
    long began = System.nanoTime();
    long count = Math.max(1, Math.round(rate * span.toMillis() / 1000.0));
    Phaser under = new Phaser(1);
    for (long i = 0; i < count; i++) {
      long due = began + (long) (i * 1e9 / rate);
      LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
      under.register();
      Thread.ofVirtual()
          .start(
              () -> {
                send(due);
                under.arriveAndDeregister();
              });
    }
    under.arriveAndAwaitAdvance();
    return figures(began);
  }

  /** Closed-loop: {@code connections} at once, as fast as they are answered. */
  Figures saturating(int connections, Duration span) {
    long began = System.nanoTime();
    long end = began + span.toNanos();
    Phaser under = new Phaser(1);
    for (int i = 0; i < connections; i++) {
      under.register();
      Thread.ofVirtual()
          .start(
              () -> {
                while (System.nanoTime() < end) {
                  send(System.nanoTime());
                }
                under.arriveAndDeregister();
              });
    }
    under.arriveAndAwaitAdvance();
    return figures(began);
  }

  void close() {
    for (Connection c = idle.poll(); c != null; c = idle.poll()) {
      c.close();
    }
  }

  private void send(long due) {
    Connection connection = idle.poll();
    try {
      if (connection == null) {
        connection = new Connection(port);
      }
      int status = connection.exchange(text.next(SERIALS.incrementAndGet()));
      if (status == 200) {
        int at = measured.getAndIncrement();
        nanos[at % SAMPLES] = System.nanoTime() - due;
        idle.add(connection);
        return;
      }
      connection.close();
    } catch (IOException e) {
      if (connection != null) {
        connection.close();
      }
    }
    errors.incrementAndGet();
  }

  private Figures figures(long began) {
    double seconds = (System.nanoTime() - began) / 1e9;
    long[] sorted = Arrays.copyOf(nanos, Math.min(SAMPLES, measured.get()));
    Arrays.sort(sorted);
    return new Figures(
        measured.get() + errors.get(),
        errors.get(),
        measured.get() / seconds,
        percentile(sorted, 0.50),
        percentile(sorted, 0.99));
  }

  private static double percentile(long[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1e6;
  }

  /** One kept connection. Confined to one request at a time. */
  private static final class Connection {
    private final Socket socket;
    private final InputStream in;

    Connection(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
    }

    int exchange(byte[][] request) throws IOException {
      for (byte[] part : request) {
        socket.getOutputStream().write(part);
      }
      HttpHead head = HttpHead.read(in);
      if (head.contentLength() < 0) {
        throw new IOException("the connection ended before an answer");
      }
      in.skipNBytes(head.contentLength());
      return head.status();
    }

    void close() {
      try {
        socket.close();
      } catch (IOException ignored) {
        // it is gone either way
      }
    }
  }

  /**
   * The requests of a run: equal but for a serial number, so that no cache and no storm guard meets
   * them.
   */
  static final class RequestText {
    private final byte[] head;
    private final byte[] tail;

    /**
     * @param image bytes of the image's base64; 0 for text alone
     * @param text bytes of text
     */
    RequestText(String key, int text, int image) {
      String open =
          "{\"model\":\"openai/gpt-4o-mini\",\"max_tokens\":60,\"messages\":[{\"role\":\"user\",\"content\":[";
      String picture =
          image == 0
              ? ""
              : ",{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                  + Pictures.base64(image)
                  + "\"}}";
      String close = " " + "lorem ipsum ".repeat(Math.max(0, text / 12)) + "\"}" + picture + "]}]}";
      int length =
          open.length() + "{\"type\":\"text\",\"text\":\"".length() + SERIAL + close.length();
      head =
          ("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                  + "Authorization: Bearer "
                  + key
                  + "\r\nx-andon-variant: bench\r\nContent-Length: "
                  + length
                  + "\r\n\r\n"
                  + open
                  + "{\"type\":\"text\",\"text\":\"")
              .getBytes(StandardCharsets.US_ASCII);
      tail = close.getBytes(StandardCharsets.US_ASCII);
    }

    private static final int SERIAL = 16;

    byte[][] next(long serial) {
      return new byte[][] {
        head, String.format("%016d", serial).getBytes(StandardCharsets.US_ASCII), tail
      };
    }
  }
}
