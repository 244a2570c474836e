package dev.andon.edge.capture.camera;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * Ends FFmpeg's waiting calls: when the reader is closed, and when no picture came for too long,
 * whatever else came. Thread-safe.
 *
 * <p>All share one native callback, because JavaCPP has room for ten of a kind; FFmpeg hands it the
 * token of the one that is meant.
 */
final class Interruption implements AutoCloseable {
  private static final Map<Long, Interruption> OPEN = new ConcurrentHashMap<>();
  private static final AtomicLong TOKENS = new AtomicLong();
  private static final Callback CALLBACK = new Callback();

  private final long token = TOKENS.incrementAndGet();
  private final Optional<Duration> silence;
  private final LongSupplier nanos;
  private volatile long quietSince;
  private volatile boolean closing;

  /**
   * The silence begins now.
   *
   * @param silence longest time without a picture; for ever if absent
   * @param nanos as {@link System#nanoTime}
   */
  Interruption(Optional<Duration> silence, LongSupplier nanos) {
    this.silence = silence;
    this.nanos = nanos;
    this.quietSince = nanos.getAsLong();
    OPEN.put(token, this);
  }

  /** Makes FFmpeg ask this one, before it opens anything. */
  void watch(AVIOInterruptCB hook) {
    hook.callback(CALLBACK).opaque(new Token(token));
  }

  /** The silence is over, or did not count until now. */
  void startAnew() {
    quietSince = nanos.getAsLong();
  }

  boolean silent() {
    return silence
        .filter(longest -> nanos.getAsLong() - quietSince > longest.toNanos())
        .isPresent();
  }

  boolean closing() {
    return closing;
  }

  boolean due() {
    return closing || silent();
  }

  /** Says that all is to end; calls that still run end because of it. */
  @Override
  public void close() {
    closing = true;
    OPEN.remove(token);
  }

  /** The only native one of the process; referred to for ever. */
  private static final class Callback extends AVIOInterruptCB.Callback_Pointer {
    @Override
    public int call(Pointer token) {
      Interruption meant = OPEN.get(token.address());
      return meant == null || meant.due() ? 1 : 0;
    }
  }

  /** A number where C has a pointer; nobody follows it. */
  private static final class Token extends Pointer {
    Token(long number) {
      super((Pointer) null);
      address = number;
    }
  }
}
