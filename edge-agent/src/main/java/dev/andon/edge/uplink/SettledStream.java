package dev.andon.edge.uplink;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a new connection says, with its end held back for a moment. Paho's connecting thread waits,
 * looking every 100 ms, until its receiver runs; where the connection ends before it has looked, it
 * waits for ever (mqttv5 1.2.5, {@code CommsReceiver.start}), one thread for each attempt. Read by
 * one thread.
 */
final class SettledStream extends FilterInputStream {
  private static final long SETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final long opened = System.nanoTime();

  SettledStream(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    return settled(in::read);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return settled(() -> in.read(bytes, offset, length));
  }

  private int settled(Read read) throws IOException {
    int result = -1;
    try {
      result = read.now();
      return result;
    } finally {
      if (result < 0) {
        settle();
      }
    }
  }

  private void settle() {
    long left = opened + SETTLED_NANOS - System.nanoTime();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, left);
      left = opened + SETTLED_NANOS - System.nanoTime();
    }
  }

  /** One read. */
  private interface Read {
    int now() throws IOException;
  }
}
