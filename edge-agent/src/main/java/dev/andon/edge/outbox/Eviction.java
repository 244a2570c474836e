package dev.andon.edge.outbox;

import dev.andon.wire.Meta;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Which pictures go when there is no room for all: what the hub has already and is kept for
 * learning, then what it refused, then the lowest priority, thinned evenly through time, those on
 * their way last. Rows stay, and every eviction is counted and told to the hub.
 */
final class Eviction {
  /** Rows and indices beside a picture, in bytes. */
  private static final long MARGIN = 4L * OutboxSettings.PAGE_BYTES;

  private final OutboxSettings settings;
  private final EventLog events;
  private final BooleanSupplier mayGrow;
  private final AnsweredPictures answered;

  private record Held(long rows, long bytes) {}

  /** What came of making room. */
  sealed interface Room {
    /** There is room now, as far as the bounds go; these gave up their pictures. */
    record Made(List<UUID> evicted) implements Room {}

    /** There is none that is not taken by what is worth more. */
    record None(Evicted.Why why) implements Room {}
  }

  /**
   * @param mayGrow whether the disk has room for more than the file has now
   */
  Eviction(
      OutboxSettings settings,
      EventLog events,
      BooleanSupplier mayGrow,
      AnsweredPictures answered) {
    this.settings = settings;
    this.events = events;
    this.mayGrow = mayGrow;
    this.answered = answered;
  }

  boolean couldEverHold(long bytes) {
    return bytes <= settings.maxBytes();
  }

  /** Whether a message of this size needs nothing freed; a row may have to go all the same. */
  boolean fits(Connection tx, long bytes) throws SQLException {
    Need need = need(tx, bytes);
    return need.bytes() <= 0 && need.disk() <= 0;
  }

  /** Whether one more message of this size costs no other its picture. */
  boolean hasRoom(Connection tx, long bytes) throws SQLException {
    return need(tx, bytes).met();
  }

  /** Frees what a message of this size needs, of nothing that is worth more. */
  Room makeRoom(Connection tx, Priority own, long bytes, Instant now) throws SQLException {
    Need need = need(tx, bytes);
    if (need.met()) {
      return new Room.Made(List.of());
    }
    Held below = heldUpTo(tx, own);
    if (need.rows() > below.rows() || need.bytes() > below.bytes()) {
      return new Room.None(need.why());
    }
    return new Room.Made(free(tx, need, own, now));
  }

  /** Frees at least so many bytes of the disk, as far as there are any worth no more than this. */
  List<UUID> free(Connection tx, Priority own, long bytes, Instant now) throws SQLException {
    return free(tx, new Need(0, 0, bytes), own, now);
  }

  private Need need(Connection tx, long bytes) throws SQLException {
    Held held = held(tx, "");
    return new Need(
        held.rows() + 1 - settings.maxRows(),
        held.bytes() + bytes - settings.maxBytes(),
        beyondTheDisk(tx, bytes));
  }

  /** What has to go so that the file need not grow; nothing while it may. */
  private long beyondTheDisk(Connection tx, long bytes) throws SQLException {
    if (mayGrow.getAsBoolean()) {
      return 0;
    }
    long free = Sql.number(tx, "PRAGMA freelist_count") * OutboxSettings.PAGE_BYTES;
    return bytes + MARGIN - free;
  }

  /**
   * What still has to be freed.
   *
   * @param disk bytes of the file, for whatever purpose they are used
   */
  private record Need(long rows, long bytes, long disk) {
    boolean met() {
      return rows <= 0 && bytes <= 0 && disk <= 0;
    }

    Need less(long freed) {
      return new Need(rows - 1, bytes - freed, disk - freed);
    }

    Need lessDisk(long freed) {
      return new Need(rows, bytes, disk - freed);
    }

    Evicted.Why why() {
      if (disk > 0) {
        return Evicted.Why.DISK;
      }
      return bytes > 0 ? Evicted.Why.BYTES : Evicted.Why.ROWS;
    }
  }

  private List<UUID> free(Connection tx, Need wanted, Priority own, Instant now)
      throws SQLException {
    Evicted.Why why = wanted.why();
    Need need = wanted.disk() > 0 ? wanted.lessDisk(answered.free(tx, wanted.disk())) : wanted;
    need = giveUpRefused(tx, need);
    List<UUID> evicted = new ArrayList<>();
    for (Priority priority : Priority.values()) {
      if (priority.compareTo(own) <= 0) {
        need = thin(tx, priority, need, new Giving(why, now, evicted));
      }
    }
    return evicted;
  }

  /** The pictures that are given up at the same time for the same reason. */
  private record Giving(Evicted.Why why, Instant now, List<UUID> evicted) {}

  private static Need giveUpRefused(Connection tx, Need wanted) throws SQLException {
    Need need = wanted;
    Optional<Thinning.Victim> next = Thinning.oldest(tx, RowState.REFUSED);
    while (!need.met() && next.isPresent()) {
      Thinning.Victim refused = next.get();
      deletePicture(tx, refused);
      Sql.update(tx, "UPDATE escalation SET bytes = 0 WHERE id = ?", refused.id().toString());
      need = need.less(refused.bytes());
      next = Thinning.oldest(tx, RowState.REFUSED);
    }
    return need;
  }

  /** Those on their way go after all others of their priority. */
  private Need thin(Connection tx, Priority priority, Need wanted, Giving giving)
      throws SQLException {
    Need need = wanted;
    for (RowState state : List.of(RowState.QUEUED, RowState.SENT)) {
      Thinning.Round round = need.met() ? Thinning.Round.OVER : Thinning.round(tx, priority, state);
      while (!round.victims().isEmpty()) {
        need = giveUp(tx, priority, round, need, giving);
        round = need.met() ? Thinning.Round.OVER : Thinning.round(tx, priority, state);
      }
    }
    return need;
  }

  private Need giveUp(
      Connection tx, Priority priority, Thinning.Round round, Need wanted, Giving giving)
      throws SQLException {
    Need need = wanted;
    int given = 0;
    for (Thinning.Victim victim : round.victims()) {
      if (need.met() && given >= round.atLeast()) {
        return need;
      }
      giveUp(tx, new Evicted(priority, giving.why()), victim, giving.now());
      giving.evicted().add(victim.id());
      need = need.less(victim.bytes());
      given++;
    }
    return need;
  }

  private void giveUp(Connection tx, Evicted kind, Thinning.Victim victim, Instant now)
      throws SQLException {
    deletePicture(tx, victim);
    Sql.update(
        tx,
        "UPDATE escalation SET state = 'evicted', bytes = 0, reason = ? WHERE id = ?",
        "evicted: " + kind.why().text(),
        victim.id().toString());
    tell(tx, kind, victim.id(), now);
  }

  /** Counts a picture that was given up or never kept, and tells the hub. */
  void tell(Connection tx, Evicted kind, UUID id, Instant now) throws SQLException {
    DurableCounters.evicted(tx, kind);
    events.append(tx, new Meta.Evicted(now, id, kind.why().text()));
  }

  private static void deletePicture(Connection tx, Thinning.Victim victim) throws SQLException {
    Sql.update(tx, "DELETE FROM envelope WHERE id = ?", victim.id().toString());
  }

  private static Held heldUpTo(Connection tx, Priority own) throws SQLException {
    StringBuilder which = new StringBuilder(" AND (state = 'refused' OR priority IN (''");
    for (Priority priority : Priority.values()) {
      if (priority.compareTo(own) <= 0) {
        which.append(",'").append(priority.text()).append('\'');
      }
    }
    return held(tx, which.append("))").toString());
  }

  /** Only rows that wait, are on their way or were refused have bytes. */
  private static Held held(Connection tx, String which) throws SQLException {
    return Sql.first(
            tx,
            "SELECT count(*), coalesce(sum(bytes), 0) FROM escalation WHERE bytes > 0" + which,
            row -> new Held(row.getLong(1), row.getLong(2)))
        .orElse(new Held(0, 0));
  }
}
