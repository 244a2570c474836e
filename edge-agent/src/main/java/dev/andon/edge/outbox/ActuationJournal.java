package dev.andon.edge.outbox;

import dev.andon.wire.Meta;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/**
 * What the line was told: intended first, then performed, failed, or — after a crash in between —
 * unknown. An id is intended once, ever.
 */
public final class ActuationJournal {
  private final Database database;
  private final InstantSource clock;
  private final EventLog events;
  private final History history;

  ActuationJournal(Database database, InstantSource clock, EventLog events, History history) {
    this.database = database;
    this.clock = clock;
    this.events = events;
    this.history = history;
  }

  /** Writes the intent down; false if there has been one for this id: then nothing may be sent. */
  public boolean intend(Intent intent) {
    return database.transact(
        "journal the actuation of " + intent.id(),
        tx -> {
          boolean first = insert(tx, intent, clock.instant()) > 0;
          history.trim(tx);
          return first;
        });
  }

  /** The same for a deadline that passed; it is counted and told to the hub. */
  public boolean intendAfterTimeout(Intent intent, String rule) {
    return database.transact(
        "journal the time-out of " + intent.id(),
        tx -> {
          Instant now = clock.instant();
          boolean first = insert(tx, intent, now) > 0;
          if (first) {
            Tally.add(tx, Tally.Name.TIMED_OUT, 1);
            events.append(tx, new Meta.TimedOut(now, intent.id(), rule));
          }
          return first;
        });
  }

  /** What came of sending the signal. */
  public void finished(UUID id, boolean performed, String detail) {
    database.transact(
        "journal the end of the actuation of " + id,
        tx ->
            Sql.update(
                tx,
                "UPDATE actuation SET state = ?, detail = ? WHERE id = ? AND state = 'intended'",
                performed ? "performed" : "failed",
                detail.length() <= 500 ? detail : detail.substring(0, 500),
                id.toString()));
  }

  /** After a crash nobody knows whether an intended signal went out, so it never goes again. */
  int closeUnfinished() {
    return database.transact(
        "close unfinished actuations",
        tx ->
            Sql.update(
                tx,
                "UPDATE actuation SET state = 'unknown', detail = 'the agent stopped in between'"
                    + " WHERE state = 'intended'"));
  }

  static int insert(Connection tx, Intent intent, Instant now) throws SQLException {
    return Sql.update(
        tx,
        "INSERT OR IGNORE INTO actuation (id, intended_at, signal, cause, state)"
            + " VALUES (?, ?, ?, ?, 'intended')",
        intent.id().toString(),
        now.toEpochMilli(),
        intent.signal(),
        intent.cause());
  }
}
