package dev.andon.edge.uplink;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Poison messages: rows that cost the connection each time they are sent, because the broker throws
 * out whoever sends more than it likes and never announced how much that is. A row that was on its
 * way when a connection ended suddenly is sent alone afterwards; if that ends the connection twice
 * within seconds, it is the row, and everything of its size is too large for this broker. Bounded;
 * confined to the uplink's thread.
 */
final class PoisonRows {
  private static final Logger LOG = LoggerFactory.getLogger(PoisonRows.class);

  /** A broker throws out at once; a network that fails later says nothing about a row. */
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  private static final int PROOF = 2;
  private static final int MAX_SUSPECTS = 256;

  /** No broker is that strict: below this the row is not what the broker minds. */
  private static final int INNOCENT = 4_096;

  /** After so many that went well, what is still suspected was evicted or answered meanwhile. */
  private static final int CLEARED = 32;

  private final Map<UUID, Integer> aloneWhenLost = new LinkedHashMap<>();
  private long limit = Long.MAX_VALUE;
  private int acknowledgedSince;

  /**
   * A row that the broker has not acknowledged.
   *
   * @param bytes of its message
   * @param sinceNanos when it was handed to the broker
   */
  record Unacknowledged(UUID id, int bytes, long sinceNanos) {}

  /** A connection ended; {@code rows} were on their way. */
  void lost(Ending ending, List<Unacknowledged> rows, long nowNanos) {
    boolean blamable = ending == Ending.HUNG_UP || ending == Ending.TOO_LARGE;
    if (!blamable || rows.isEmpty()) {
      return;
    }
    acknowledgedSince = 0;
    boolean alone = rows.size() == 1;
    for (Unacknowledged row : rows) {
      if (row.bytes() > INNOCENT && nowNanos - row.sinceNanos() < AT_ONCE.toNanos()) {
        suspect(row, alone);
      }
    }
  }

  private void suspect(Unacknowledged row, boolean alone) {
    int times = aloneWhenLost.getOrDefault(row.id(), 0) + (alone ? 1 : 0);
    aloneWhenLost.put(row.id(), times);
    if (aloneWhenLost.size() > MAX_SUSPECTS) {
      aloneWhenLost.remove(aloneWhenLost.keySet().iterator().next());
    }
    if (times >= PROOF) {
      aloneWhenLost.remove(row.id());
      tooLarge(row);
    }
  }

  /** Halved, so that a limit far below is found within a few connections. */
  private void tooLarge(Unacknowledged row) {
    limit = Math.min(limit, row.bytes() / 2);
    LOG.warn(
        "escalation={} of {} bytes cost the connection {} times: this broker takes less than it"
            + " says. Messages above {} bytes are made smaller, and refused where that does not"
            + " help. Raise the broker's limit (mosquitto: message_size_limit) or lower"
            + " escalation.max_image_bytes",
        row.id(),
        row.bytes(),
        PROOF,
        limit);
  }

  /** The broker has it: it is no poison. */
  void acknowledged(UUID id) {
    aloneWhenLost.remove(id);
    acknowledgedSince++;
    if (acknowledgedSince >= CLEARED) {
      aloneWhenLost.clear();
    }
  }

  /** Whether rows have to go one by one, each acknowledged before the next. */
  boolean oneByOne() {
    return !aloneWhenLost.isEmpty();
  }

  /** The most bytes of a message, as far as is known. */
  long limit() {
    return limit;
  }
}
