package dev.andon.edge.outbox;

import java.time.InstantSource;
import java.util.Arrays;

/**
 * Messages from the hub that this agent cannot read, of a newer version for example: counted, and
 * the last thousand kept with their first 64 KiB for people to look at. What comes again, as a
 * retained message does at each connection, is counted once.
 */
public final class UnreadLog {
  private static final int KEPT = 1_000;
  private static final int MAX_BYTES = 64 << 10;

  private final Database database;
  private final InstantSource clock;

  UnreadLog(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Keeps a message; false where the same one is kept already. */
  public boolean keep(String topic, byte[] payload, String problem) {
    byte[] kept = payload.length <= MAX_BYTES ? payload : Arrays.copyOf(payload, MAX_BYTES);
    return database.transact(
        "keep an unreadable message",
        tx -> {
          int known =
              Sql.update(
                  tx,
                  "UPDATE unread SET received_at = ? WHERE topic = ? AND payload = ?",
                  clock.millis(),
                  topic,
                  kept);
          if (known > 0) {
            return false;
          }
          DurableCounters.add(tx, DurableCounters.Name.UNREAD, 1);
          Sql.update(
              tx,
              "INSERT INTO unread (received_at, topic, problem, payload) VALUES (?, ?, ?, ?)",
              clock.millis(),
              topic,
              problem,
              kept);
          Sql.update(
              tx, "DELETE FROM unread WHERE number <= (SELECT max(number) FROM unread) - " + KEPT);
          return true;
        });
  }
}
