package dev.andon.edge.outbox;

import dev.andon.edge.capture.Cursor;
import dev.andon.wire.Meta;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the frames that the outbox has finished, so that storing one can be repeated after a
 * commit of which nobody knows whether it went through; tells the side journal of each; and counts
 * the live frames that could not be stored. Thread-safe; frames come from one thread.
 */
final class Steps {
  static final UUID NOBODY = new UUID(0, 0);
  private static final Cursor NOWHERE = new Cursor("-", 0);

  private final Database database;
  private final SideJournal side;
  private final EventLog events;
  private final Map<String, Open> gaps = new HashMap<>();
  private Optional<Told> last = Optional.empty();
  private volatile long step = -1;

  /** A gap that has not been written down yet. */
  private record Open(Gap gap, FrameRef last, long through) {}

  /** Kept here too, for the case that the side journal cannot be written. */
  private record Told(FrameRef seen, Intent intent) {}

  Steps(Database database, SideJournal side, EventLog events) {
    this.database = database;
    this.side = side;
    this.events = events;
  }

  /** Whether the frame of this step has been stored already. */
  static boolean taken(Connection tx, long step) throws SQLException {
    return Sql.number(tx, "SELECT max(step) FROM place") >= step;
  }

  /** The number of the frame that is about to be stored. */
  synchronized long next() {
    if (step < 0) {
      step =
          database.transact(
              "read the last step", tx -> Sql.number(tx, "SELECT max(step) FROM place"));
    }
    return step + 1;
  }

  /** The frame is committed; from now on the line may be told about it. */
  synchronized void done(
      long finished, FrameRef seen, UUID id, Optional<Intent> intent, long sequence) {
    finished(
        new SideJournal.Note(
            SideJournal.Kind.PLACE, finished, seen, id, intent, sequence, Gap.NONE),
        null);
  }

  /** The same for an escalation, with the part that waits for an answer; null where none does. */
  synchronized void asked(
      long finished, FrameRef seen, UUID id, long sequence, @Nullable Undecided open) {
    finished(
        new SideJournal.Note(
            SideJournal.Kind.PLACE, finished, seen, id, Optional.empty(), sequence, Gap.NONE),
        open);
  }

  private void finished(SideJournal.Note note, @Nullable Undecided open) {
    side.note(note, open);
    step = note.step();
    last = Optional.empty();
    database.proved();
  }

  /** What the line was told about a frame that is not stored. */
  synchronized Optional<Intent> told(FrameRef seen) {
    Optional<Intent> now =
        last.filter(told -> told.seen().cursor().equals(seen.cursor())).map(Told::intent);
    return now.or(
        () ->
            side.told(seen.source(), seen.cursor(), known())
                .map(e -> new Intent(e.id(), e.signal(), e.cause())));
  }

  /** The line is about to be told about a frame that is not stored. */
  synchronized boolean tell(FrameRef seen, Intent intent) {
    last = Optional.of(new Told(seen, intent));
    return side.note(
        new SideJournal.Note(
            SideJournal.Kind.TOLD, known(), seen, intent.id(), Optional.of(intent), 0, Gap.NONE));
  }

  /** The line is about to be told about an escalation whose signal cannot be journalled. */
  boolean tell(Intent intent, Instant at) {
    return note(SideJournal.Kind.TOLD, intent, at);
  }

  /** The intent of an escalation is committed; the line is about to be told. */
  boolean decided(Intent intent, Instant at) {
    return note(SideJournal.Kind.DECIDED, intent, at);
  }

  private boolean note(SideJournal.Kind kind, Intent intent, Instant at) {
    FrameRef seen = new FrameRef("-", NOWHERE, at, "", "", "");
    return side.note(
        new SideJournal.Note(kind, -1, seen, intent.id(), Optional.of(intent), 0, Gap.NONE));
  }

  /** A live frame is lost for good. */
  synchronized void missed(FrameRef seen) {
    Open before = gaps.get(seen.source());
    Gap gap = (before == null ? Gap.NONE : before.gap()).with(seen);
    side.note(
        new SideJournal.Note(
            SideJournal.Kind.GAP, known(), seen, NOBODY, Optional.empty(), 0, gap));
    gaps.put(seen.source(), new Open(gap, seen, side.last()));
    last = Optional.empty();
  }

  /** Frames in gaps that are not written down yet. */
  synchronized long missing() {
    return gaps.values().stream().mapToLong(open -> open.gap().frames()).sum();
  }

  /** Writes the gaps down, one row each, as far as that goes. */
  synchronized void settle() {
    for (Map.Entry<String, Open> gap : Map.copyOf(gaps).entrySet()) {
      Open open = gap.getValue();
      database.transact(
          "write a gap down", tx -> write(tx, open.gap(), open.last(), open.through()));
      gaps.remove(gap.getKey());
    }
  }

  private int write(Connection tx, Gap gap, FrameRef until, long through) throws SQLException {
    events.append(
        tx,
        new Meta.Skipped(until.at(), until.source(), gap.frames() + " frames could not be stored"));
    return insert(tx, "not_storable", gap, until, through, "");
  }

  /** One row, unless there is one for the same entry of the side journal. */
  static int insert(
      Connection tx, String cause, Gap gap, FrameRef until, long through, String detail)
      throws SQLException {
    if (through > 0
        && Sql.number(
                tx,
                "SELECT count(*) FROM unlogged WHERE cause = ? AND through >= ?",
                cause,
                through)
            > 0) {
      return 0;
    }
    DurableCounters.add(
        tx,
        cause.equals("damage") ? DurableCounters.Name.UNSALVAGED : DurableCounters.Name.UNLOGGED,
        gap.frames());
    return Sql.update(
        tx,
        "INSERT INTO unlogged (cause, source, frames, first, last, first_at, last_at, through, detail)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        cause,
        until.source(),
        gap.frames(),
        gap.first(),
        until.cursor().file() + ":" + until.cursor().position(),
        gap.firstAt().toEpochMilli(),
        until.at().toEpochMilli(),
        through,
        detail);
  }

  /** The last step; where the outbox cannot be read, as the side journal knows it. */
  private long known() {
    try {
      return next() - 1;
    } catch (OutboxException unreadable) {
      return side.places().stream().mapToLong(SideJournal.Entry::step).max().orElse(0);
    }
  }
}
