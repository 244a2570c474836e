package dev.andon.hub.store;

import dev.andon.hub.store.StoreException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether one file can be written, or read: an outage begins with a failure that may pass and ends
 * with the next success. It is logged once, and summed up at its end; one that begins again within
 * a minute is not told again. Thread-safe.
 */
final class Outages {
  private static final Logger LOG = LoggerFactory.getLogger(Outages.class);
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final Path file;
  private final String work;
  private final InstantSource clock;
  private final Map<Kind, LongAdder> refused = new EnumMap<>(Kind.class);
  private volatile @Nullable Outage now;
  private long toldNanos;
  private boolean told;
  private boolean everTold;

  /**
   * Nothing is wrong at first.
   *
   * @param work {@code written} or {@code read}
   */
  Outages(Path file, String work, InstantSource clock) {
    this.file = file;
    this.work = work;
    this.clock = clock;
    for (Kind kind : Kind.values()) {
      refused.put(kind, new LongAdder());
    }
  }

  /** What is wrong at present, if anything. */
  Optional<Outage> now() {
    return Optional.ofNullable(now);
  }

  /** A caller did not get what it asked for. */
  void refused(Kind kind) {
    counter(kind).increment();
  }

  /** How often callers did not get what they asked for, since the start. */
  long refusals(Kind kind) {
    return counter(kind).sum();
  }

  /** Something failed, on behalf of a caller or of a probe. */
  void failed(StoreException failure) {
    if (failure.kind().passes()) {
      begin(failure);
    }
  }

  /** Something worked. Costs nothing while there is no outage. */
  void worked() {
    if (now != null) {
      end();
    }
  }

  private synchronized void begin(StoreException failure) {
    Outage before = now;
    Instant since = before == null ? clock.instant() : before.since();
    long failures = before == null ? 1 : before.failures() + 1;
    now = new Outage(file(), work, failure.kind(), since, failures);
    if (before == null) {
      tell(failure);
    }
  }

  private void tell(StoreException failure) {
    long nanos = System.nanoTime();
    told = !everTold || nanos - toldNanos > QUIET.toNanos();
    if (told) {
      everTold = true;
      toldNanos = nanos;
      LOG.error(
          "store out of order file={} kind={} cause=\"{}\"; nothing is {} until it works again",
          file,
          failure.kind().word(),
          failure.getMessage(),
          work);
    }
  }

  private synchronized void end() {
    Outage over = now;
    now = null;
    if (over != null && told) {
      LOG.warn(
          "store works again file={} work={} kind={} failures={} since={}",
          file,
          work,
          over.kind().word(),
          over.failures(),
          over.since());
    }
  }

  String file() {
    return String.valueOf(file.getFileName());
  }

  private LongAdder counter(Kind kind) {
    return refused.getOrDefault(kind, new LongAdder());
  }
}
