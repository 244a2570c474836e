package dev.andon.hub.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The wall clock, for whatever grows old: it does not jump. While the machine's clock stands within
 * {@link #JUMP} of what the monotonic clock says, it is the machine's. Once it does not, this one
 * goes on as before until whoever keeps ages has moved them by the jump and says so with {@link
 * #adopt}; for an hour after that no age is believed, so that nothing is deleted or given up for
 * it.
 *
 * <p>A machine that slept has jumped too: its monotonic clock stood still.
 *
 * <p>{@link #instant} and {@link #believed} are thread-safe; {@link #look} and {@link #adopt}
 * belong to one thread.
 */
public final class SteadyClock implements InstantSource {
  /** More than a clock is put right by in the second between two looks. */
  public static final Duration JUMP = Duration.ofSeconds(5);

  /** For so long after a jump no age is believed. */
  public static final Duration DOUBT = Duration.ofHours(1);

  private final InstantSource wall;
  private final Ticker ticker;
  private volatile Base base;
  private volatile Optional<Long> doubtedNanos = Optional.empty();

  /** Both clocks at one moment. */
  private record Base(Instant at, long nanos) {
    Instant after(long now) {
      return at.plusNanos(now - nanos);
    }
  }

  public SteadyClock(InstantSource wall, Ticker ticker) {
    this.wall = wall;
    this.ticker = ticker;
    this.base = new Base(wall.instant(), ticker.nanos());
  }

  /** The monotonic clock that it is compared with. */
  public Ticker ticker() {
    return ticker;
  }

  @Override
  public Instant instant() {
    Instant steady = base.after(ticker.nanos());
    Instant now = wall.instant();
    return jumped(Duration.between(steady, now)) ? steady : now;
  }

  /**
   * By how much the wall clock has jumped since it was last adopted; negative where it went back.
   * From then on no age is believed. To be called every second.
   */
  public Optional<Duration> look() {
    long nanos = ticker.nanos();
    Instant now = wall.instant();
    Duration jump = Duration.between(base.after(nanos), now);
    if (jumped(jump)) {
      doubt();
      return Optional.of(jump);
    }
    base = new Base(now, nanos);
    return Optional.empty();
  }

  /** Ages have been moved: this clock jumps, too. */
  public void adopt(Duration jump) {
    base = new Base(base.at.plus(jump), base.nanos);
  }

  /** From now on, for an hour, no age is believed. */
  public void doubt() {
    doubtedNanos = Optional.of(ticker.nanos());
  }

  /** Whether something may be deleted or given up because of its age. */
  public boolean believed() {
    return doubtedNanos.filter(since -> ticker.nanos() - since < DOUBT.toNanos()).isEmpty();
  }

  /** Whether something from then is older than {@code age}, as far as ages are believed. */
  public boolean isOlder(Instant then, Duration age) {
    return believed() && Duration.between(then, instant()).compareTo(age) > 0;
  }

  private static boolean jumped(Duration by) {
    return by.abs().compareTo(JUMP) > 0;
  }
}
