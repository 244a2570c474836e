package dev.andon.hub.provider.http;

import dev.andon.hub.time.Ticker;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A socket that is kept between requests and can be looked at before the next one, without waiting
 * and without a thread: what came in while nothing was asked, be it the other side's goodbye, a
 * reset or stray bytes, makes it unfit. One user at a time; closing may come from any thread.
 */
public final class KeptSocket extends Socket {
  private static final int OUTPUT_BUFFER_BYTES = 64 * 1024;
  private static final long LEAST_WAIT_NANOS = 5_000_000;
  private static final long MOST_WAIT_NANOS = 500_000_000;

  private final SocketChannel channel;
  private final Ticker ticker;
  private final long opened;
  private volatile long lastUse;
  private volatile long keepNanos;
  private volatile long received;
  private volatile boolean used;
  private volatile boolean reset;
  private volatile long wayNanos;

  @SuppressWarnings("NullAway.Init") // made on first use, under this socket's monitor
  private OutputStream buffered;

  private KeptSocket(ChannelSocket socket, Ticker ticker, Duration keep) throws IOException {
    super(socket);
    this.channel = socket.channel();
    this.ticker = ticker;
    opened = ticker.nanos();
    lastUse = opened;
    keepNanos = keep.toNanos();
  }

  /**
   * An unconnected one.
   *
   * @param ticker the monotonic clock
   * @param keep how long it may lie unused, unless the other side says less
   */
  public static KeptSocket open(Ticker ticker, Duration keep) throws IOException {
    return new KeptSocket(ChannelSocket.open(), ticker, keep);
  }

  SocketChannel channel() {
    return channel;
  }

  /** Whether a request went out on it before. */
  boolean used() {
    return used;
  }

  /** A request goes out: from here on its bytes are counted. */
  void begin() {
    used = true;
    received = 0;
  }

  /** Raw bytes that came since {@link #begin()}; under TLS with what TLS adds. */
  long received() {
    return received;
  }

  /** The other side keeps it no longer than {@code limit} between two requests. */
  void keepAtMost(Duration limit) {
    keepNanos = Math.min(keepNanos, limit.toNanos());
  }

  /** Monotonic, ns: when something last came from the other side. */
  long lastUse() {
    return lastUse;
  }

  /** Whether it lay unused too long, or is older than {@code longest}. */
  boolean stale(Duration longest) {
    long now = ticker.nanos();
    return now - lastUse >= keepNanos || now - opened >= longest.toNanos();
  }

  /** Looks whether it is still open and silent; only while no request is on it. */
  boolean quiet() {
    try {
      channel.configureBlocking(false);
      try {
        return channel.read(ByteBuffer.allocate(1)) == 0;
      } finally {
        channel.configureBlocking(true);
      }
    } catch (IOException gone) {
      return false;
    }
  }

  /**
   * Behind an end without an answer: whether the other side threw away what was sent. A socket that
   * is closed answers bytes with a reset; one whose owner read everything and closed it then says
   * goodbye alone. A reset may follow a goodbye by the time of a way there and back, so that long
   * this waits before one byte shows which it was.
   */
  public boolean threwAway() {
    if (reset) {
      return true;
    }
    if (isClosed()) {
      return false;
    }
    try {
      Thread.sleep(Duration.ofNanos(Math.max(LEAST_WAIT_NANOS, 2 * wayNanos)));
      super.getOutputStream().write(0);
      return false;
    } catch (InterruptedException callerAway) {
      Thread.currentThread().interrupt();
      return false;
    } catch (IOException hadBeenReset) {
      return true;
    }
  }

  @Override
  public void connect(SocketAddress remote, int timeoutMillis) throws IOException {
    long began = ticker.nanos();
    super.connect(remote, timeoutMillis);
    wayNanos = Math.min(MOST_WAIT_NANOS, ticker.nanos() - began);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
          return counted(super.read(bytes, offset, length));
        } catch (SocketTimeoutException quiet) {
          throw quiet;
        } catch (IOException broken) {
          reset = true;
          throw broken;
        }
      }
    };
  }

  /** OkHttp flushes behind each request head and body, which empties the buffer. */
  @Override
  public synchronized OutputStream getOutputStream() throws IOException {
    if (buffered == null) {
      buffered = new BufferedOutputStream(super.getOutputStream(), OUTPUT_BUFFER_BYTES);
    }
    return buffered;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one reader at a time
  private int counted(int count) {
    if (count > 0) {
      received += count;
      lastUse = ticker.nanos();
    }
    return count;
  }
}
