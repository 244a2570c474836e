package dev.andon.edge.uplink;

import dev.andon.wire.DeferCode;
import dev.andon.wire.Receipt;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How much of the replay lane may be on its way to the broker, so that the link is filled and what
 * happens now waits behind little: while acknowledgements come about as fast as ever the window
 * grows, and once messages queue for longer than {@link #TARGET_NANOS} it shrinks (LEDBAT, RFC
 * 6817, with the time to the broker's acknowledgement in place of a one-way delay). Below that a
 * budget of bytes and of messages a second. Pure apart from its own state; confined to the uplink's
 * thread.
 */
final class ReplayPace {
  /** How long messages may queue on their way. */
  static final long TARGET_NANOS = TimeUnit.MILLISECONDS.toNanos(80);

  /** Bytes at the start of a connection, and at least. */
  private static final double SMALLEST = 64 << 10;

  /**
   * The shortest way is remembered for one to two of these: the network may change. Much less, and
   * the queue of this lane itself would be taken for the way (RFC 6817 keeps ten minutes).
   */
  private static final long BASE_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** What the hub said then may have changed. */
  private static final long LONGEST_PAUSE_MS = 60_000;

  /** The shortest of so many ways in a row counts: a busy machine delays one now and then. */
  private static final int NEWEST = 4;

  /** The uplink looks at least so often whether there is something to send. */
  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ReplaySettings settings;
  private final double largest;
  private final RandomGenerator random;
  private final Map<UUID, Flight> flights = new HashMap<>();
  private final SendRate rate;
  private long inFlight;
  private double window = SMALLEST;
  private boolean opening = true;
  private long startAt;
  private double credit;
  private long creditAt;
  private long base = Long.MAX_VALUE;
  private long newerBase = Long.MAX_VALUE;
  private long baseSince;
  private final long[] newest = new long[NEWEST];
  private int known;

  /**
   * @param again whether it went before: then nobody knows which one an acknowledgement is for
   */
  private record Flight(int bytes, long sentAt, boolean again) {}

  /**
   * @param largest bytes that may ever be on their way
   * @param random draws the moment at which it begins
   */
  ReplayPace(ReplaySettings settings, long largest, RandomGenerator random) {
    this.settings = settings;
    this.largest = Math.max(SMALLEST, (double) largest);
    this.random = random;
    this.rate = new SendRate(settings.perSecond(), 0);
  }

  /** A new connection: nothing is on its way, and what was learned of the old way is forgotten. */
  void connected(long now) {
    flights.clear();
    inFlight = 0;
    window = SMALLEST;
    opening = true;
    startAt = now + random.nextLong(settings.startWithin().toNanos() + 1);
    credit = 0;
    creditAt = startAt;
    base = Long.MAX_VALUE;
    newerBase = Long.MAX_VALUE;
    baseSince = now;
    known = 0;
  }

  /**
   * The hub asked for one of them later: none goes before, or it would ask for each of them. An
   * error is of that one alone; every other reason holds for the next one as well.
   */
  void deferred(Receipt.Deferred later, long now) {
    if (!later.code().equals(DeferCode.HUB_ERROR.word())) {
      pause(later.retryAfterMs(), now);
    }
  }

  private void pause(long millis, long now) {
    long until = now + TimeUnit.MILLISECONDS.toNanos(Math.min(millis, LONGEST_PAUSE_MS));
    startAt = until - startAt > 0 ? until : startAt;
  }

  /** Whether one more may go; one always may where none is on its way. */
  boolean ready(long now) {
    if (now - startAt < 0 || !rate.ready(now)) {
      return false;
    }
    earn(now);
    return credit >= 0 && (flights.isEmpty() || inFlight < window);
  }

  private void earn(long now) {
    double perNano = settings.bytesPerSecond() / 1e9;
    credit = Math.min(BURST_NANOS * perNano, credit + Math.max(0, now - creditAt) * perNano);
    creditAt = now;
  }

  /**
   * One went.
   *
   * @param again whether it went before, in whichever lane
   */
  void sent(UUID id, int bytes, boolean again, long now) {
    Flight before = flights.put(id, new Flight(bytes, now, again));
    if (before != null) {
      inFlight -= before.bytes();
    }
    inFlight += bytes;
    credit -= bytes;
    rate.took(now);
  }

  /** The broker has it; ids that did not go through here are left alone. */
  void acknowledged(UUID id, long now) {
    Flight flight = flights.remove(id);
    if (flight != null) {
      inFlight -= flight.bytes();
      if (!flight.again()) {
        learn(flight.bytes(), now - flight.sentAt(), now);
      }
    }
  }

  private void learn(int bytes, long took, long now) {
    remember(took, now);
    newest[known++ % NEWEST] = took;
    long queued =
        Arrays.stream(newest, 0, Math.min(known, NEWEST)).min().orElse(took)
            - Math.min(base, newerBase);
    opening &= queued < TARGET_NANOS / 2;
    double off = Math.max(-1, (double) (TARGET_NANOS - queued) / TARGET_NANOS);
    double grown = opening ? bytes : off * bytes * bytes / window;
    window = Math.clamp(window + grown, SMALLEST, largest);
  }

  private void remember(long took, long now) {
    if (now - baseSince > BASE_NANOS) {
      base = newerBase;
      newerBase = Long.MAX_VALUE;
      baseSince = now;
    }
    newerBase = Math.min(newerBase, took);
  }
}
