package dev.andon.edge.outbox;

import dev.andon.wire.Meta;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Which pictures go when the outbox is full: refused ones first, then the oldest of the replay
 * lane, then the oldest live ones, those already on their way last. Rows stay, and every eviction
 * is counted and told to the hub.
 */
final class Eviction {
  private static final int STEP = 16;

  /** Rows and indices beside a picture, in bytes. */
  private static final long MARGIN = 4L * OutboxSettings.PAGE_BYTES;

  private final OutboxSettings settings;
  private final EventLog events;
  private final BooleanSupplier mayGrow;

  /** One step of the order in which pictures are given up. */
  private record Rank(RowState state, String lane) {}

  private static final List<Rank> ORDER =
      List.of(
          new Rank(RowState.REFUSED, "replay"),
          new Rank(RowState.REFUSED, "live"),
          new Rank(RowState.QUEUED, "replay"),
          new Rank(RowState.QUEUED, "live"),
          new Rank(RowState.SENT, "replay"),
          new Rank(RowState.SENT, "live"));

  private record Victim(UUID id, RowState state, long bytes) {}

  private record Held(long rows, long bytes) {}

  /**
   * @param mayGrow whether the disk has room for more than the file has now
   */
  Eviction(OutboxSettings settings, EventLog events, BooleanSupplier mayGrow) {
    this.settings = settings;
    this.events = events;
    this.mayGrow = mayGrow;
  }

  boolean couldEverHold(long bytes) {
    return bytes <= settings.maxBytes();
  }

  /** Whether a message of this size needs nothing freed; a row may have to go all the same. */
  boolean hasRoom(Connection tx, long bytes) throws SQLException {
    return held(tx).bytes() + bytes <= settings.maxBytes() && beyondTheDisk(tx, bytes) <= 0;
  }

  /** Frees what a message of this size needs; returns the escalations that were evicted. */
  List<UUID> makeRoom(Connection tx, long bytes, Instant now) throws SQLException {
    Held held = held(tx);
    long excessRows = held.rows() + 1 - settings.maxRows();
    long excessBytes =
        Math.max(held.bytes() + bytes - settings.maxBytes(), beyondTheDisk(tx, bytes));
    return excessRows > 0 || excessBytes > 0 ? free(tx, excessRows, excessBytes, now) : List.of();
  }

  /** What has to go so that the file need not grow; nothing while it may. */
  private long beyondTheDisk(Connection tx, long bytes) throws SQLException {
    if (mayGrow.getAsBoolean()) {
      return 0;
    }
    long free = Sql.number(tx, "PRAGMA freelist_count") * OutboxSettings.PAGE_BYTES;
    return bytes + MARGIN - free;
  }

  /** Frees at least so many bytes, as far as there are any. */
  List<UUID> free(Connection tx, long bytes, Instant now) throws SQLException {
    return free(tx, 0, bytes, now);
  }

  private List<UUID> free(Connection tx, long rows, long bytes, Instant now) throws SQLException {
    List<UUID> evicted = new ArrayList<>();
    Need need = new Need(rows, bytes);
    for (Rank rank : ORDER) {
      List<Victim> victims = need.met() ? List.of() : victims(tx, rank);
      while (!need.met() && !victims.isEmpty()) {
        need = giveUp(tx, victims, need, now, evicted);
        victims = victims(tx, rank);
      }
    }
    return evicted;
  }

  /** What still has to be freed. */
  private record Need(long rows, long bytes) {
    boolean met() {
      return rows <= 0 && bytes <= 0;
    }
  }

  private Need giveUp(
      Connection tx, List<Victim> victims, Need need, Instant now, List<UUID> evicted)
      throws SQLException {
    Need left = need;
    for (Victim victim : victims) {
      if (left.met()) {
        return left;
      }
      giveUp(tx, victim, now);
      left = new Need(left.rows() - 1, left.bytes() - victim.bytes());
      if (victim.state() != RowState.REFUSED) {
        evicted.add(victim.id());
      }
    }
    return left;
  }

  private static List<Victim> victims(Connection tx, Rank rank) throws SQLException {
    return Sql.list(
        tx,
        "SELECT id, bytes FROM escalation WHERE state = ? AND lane = ? AND bytes > 0"
            + " ORDER BY sequence LIMIT "
            + STEP,
        row -> new Victim(UUID.fromString(row.getString(1)), rank.state(), row.getLong(2)),
        rank.state().text(),
        rank.lane());
  }

  private void giveUp(Connection tx, Victim victim, Instant now) throws SQLException {
    String id = victim.id().toString();
    Sql.update(tx, "DELETE FROM envelope WHERE id = ?", id);
    if (victim.state() == RowState.REFUSED) {
      Sql.update(tx, "UPDATE escalation SET bytes = 0 WHERE id = ?", id);
      return;
    }
    Sql.update(
        tx,
        "UPDATE escalation SET state = 'evicted', bytes = 0, reason = 'outbox_full' WHERE id = ?",
        id);
    DurableCounters.add(tx, DurableCounters.Name.EVICTED, 1);
    events.append(tx, new Meta.Evicted(now, victim.id(), "outbox_full"));
  }

  private static Held held(Connection tx) throws SQLException {
    return Sql.first(
            tx,
            "SELECT count(*), coalesce(sum(bytes), 0) FROM escalation"
                + " WHERE state IN ('queued', 'sent', 'refused') AND bytes > 0",
            row -> new Held(row.getLong(1), row.getLong(2)))
        .orElse(new Held(0, 0));
  }
}
