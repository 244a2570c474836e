package dev.andon.hub.ratelimit;

import dev.andon.hub.request.Refusal;
import dev.andon.hub.time.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Stops a caller that sends the same request again and again, as a client does that takes every
 * error for transient. Remembers a bounded number of requests, the least recent forgotten first.
 * Thread-safe.
 */
public final class Storms {
  private static final int REMEMBERED = 20_000;

  private final long max;
  private final Duration window;
  private final Ticker ticker;
  private final Map<String, Seen> seen =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * Refuses the request after {@code max} equal ones.
   *
   * @param max 1 or more, within {@code window}
   */
  public Storms(long max, Duration window, Ticker ticker) {
    if (max < 1 || window.isNegative() || window.isZero()) {
      throw new IllegalArgumentException(
          "identical requests: max is " + max + " within " + window + "; both must be above 0");
    }
    this.max = max;
    this.window = window;
    this.ticker = ticker;
  }

  /**
   * Counts one request.
   *
   * @param key the virtual key's id
   * @param fingerprint equal exactly for equal requests, for example a hash of the body
   */
  public synchronized Optional<Refusal.Storm> count(String key, String fingerprint) {
    long now = ticker.nanos();
    Seen entry = seen.computeIfAbsent(key + "\n" + fingerprint, k -> new Seen(now));
    if (now - entry.since >= window.toNanos()) {
      entry.since = now;
      entry.times = 0;
    }
    entry.times++;
    return entry.times <= max ? Optional.empty() : Optional.of(refusal(key, entry, now));
  }

  private Refusal.Storm refusal(String key, Seen entry, long now) {
    Duration left = window.minusNanos(now - entry.since);
    return new Refusal.Storm(
        entry.times,
        window,
        left,
        "The key "
            + key
            + " has sent the same request "
            + entry.times
            + " times within "
            + window.toSeconds()
            + " s; look for a retry loop in the client. Other requests go on.");
  }

  private static final class Seen {
    private long since;
    private long times;

    Seen(long since) {
      this.since = since;
    }
  }
}
