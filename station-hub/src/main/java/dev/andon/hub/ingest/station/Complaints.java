package dev.andon.hub.ingest.station;

import dev.andon.wire.StationId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is wrong with stations' messages from filling log and disk: the first ten of a station
 * in a minute are worth a line and a place in quarantine, the others a number. Thread-safe.
 */
public final class Complaints {
  private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);
  private static final int WORTH_A_LINE = 10;
  private static final int MAX_NAMES = 1_000;
  private static final String OTHERS = "(others)";

  private final Map<String, AtomicLong> thisMinute = new ConcurrentHashMap<>();

  /** Counts one; whether it is worth a line. */
  public boolean isWorthALine(Optional<StationId> station) {
    return counter(station.map(StationId::toString).orElse(OTHERS)).incrementAndGet()
        <= WORTH_A_LINE;
  }

  private AtomicLong counter(String name) {
    boolean room = thisMinute.size() < MAX_NAMES || thisMinute.containsKey(name);
    return thisMinute.computeIfAbsent(room ? name : OTHERS, _ -> new AtomicLong());
  }

  /** Sums up what had no line of its own. Called every minute by one thread. */
  public void round() {
    thisMinute.forEach(
        (name, count) -> {
          if (thisMinute.remove(name, count) && count.get() > WORTH_A_LINE) {
            LOG.warn(
                "messages refused without a line of their own station={} count={} in=1m",
                name,
                count.get() - WORTH_A_LINE);
          }
        });
  }
}
