package dev.andon.edge.outbox;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FolderMemory;
import dev.andon.wire.Escalation;
import dev.andon.wire.Meta;
import dev.andon.wire.Verdict;
import dev.andon.wire.WireCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The capture side of the outbox. The capture place moves in the transaction that stores what
 * became of the frame, so that a crash neither skips a frame nor captures it under a second id. One
 * transaction per frame also for confident ones: it is what makes their actuation at most once, and
 * costs less than a millisecond.
 */
public final class FrameLog {
  private static final Logger LOG = LoggerFactory.getLogger(FrameLog.class);

  private final Database database;
  private final EventLog events;
  private final History history;
  private final Eviction eviction;
  private final Steps steps;
  private final ActuationJournal actuations;
  private final AskedFrames asked;

  FrameLog(
      Database database,
      Eviction eviction,
      WireCodec codec,
      EventLog events,
      History history,
      Steps steps,
      ActuationJournal actuations) {
    this.database = database;
    this.events = events;
    this.history = history;
    this.eviction = eviction;
    this.steps = steps;
    this.actuations = actuations;
    this.asked = new AskedFrames(database, eviction, codec, history, steps);
  }

  /** Where the source's last finished frame was; empty at its first start. */
  public Optional<Cursor> place(String source) {
    return database.transact(
        "read the capture place",
        connection ->
            Sql.first(
                connection,
                "SELECT file, position FROM place WHERE source = ?",
                row -> new Cursor(row.getString(1), row.getLong(2)),
                source));
  }

  /** Which files of a folder are done. */
  public FolderMemory files(String source) {
    return new FileMarks(database, source);
  }

  /** The last sequence number that was given to an escalation; 0 before the first. */
  public long lastSequence() {
    return database.transact(
        "read the last sequence",
        connection ->
            Sql.number(
                connection,
                "SELECT value FROM tally WHERE name = ?",
                DurableCounters.Name.SEQUENCE.text()));
  }

  /** Escalations of frames that were captured since then, by the station's clock. */
  public int askedSince(Instant moment) {
    return database.transact(
        "count escalations",
        connection ->
            Math.toIntExact(
                Sql.number(
                    connection,
                    "SELECT count(*) FROM escalation WHERE captured_at > ?"
                        + " AND id NOT IN (SELECT id FROM audit)",
                    moment.toEpochMilli())));
  }

  /**
   * Stores an escalation; makes room first where the outbox is full. Where the disk is full, older
   * pictures go, then this one's, before the frame itself is given up.
   *
   * @param escalation live, with the station's whole deadline
   * @param priority what its picture is worth where there is no room for all
   * @param open what a later start needs to tell the line about this part; empty where the line was
   *     told already
   */
  public StoreOutcome escalate(
      FrameRef seen, Escalation escalation, Priority priority, Optional<Undecided> open) {
    return asked.store(seen, escalation, priority, open);
  }

  /** A frame that was judged on the spot, with the signal that the line is about to get. */
  public void confident(FrameRef seen, Verdict verdict, Optional<Intent> intent) {
    log(
        seen,
        "log a confident frame",
        intent,
        tx -> {
          events.append(tx, decided(seen, verdict));
          finish(tx, seen, DurableCounters.Name.CONFIDENT, outcome(verdict), intent);
        });
  }

  /**
   * A frame that was let pass is asked about all the same, in the replay lane. It costs no other
   * frame its picture: where there is no room it is not stored, and false is returned.
   */
  public boolean audit(Escalation escalation) {
    return asked.audit(escalation);
  }

  /** A doubtful frame of a part that has been escalated already. */
  public void suppressed(FrameRef seen, String reason) {
    log(
        seen,
        "log a suppressed frame",
        Optional.empty(),
        tx -> finish(tx, seen, DurableCounters.Name.SUPPRESSED, reason, Optional.empty()));
  }

  /** A doubtful frame that is not escalated; the station's own rule decides. */
  public void withheld(FrameRef seen, String reason, Optional<Intent> intent) {
    log(
        seen,
        "log a withheld frame",
        intent,
        tx -> {
          events.append(tx, decided(seen, new Verdict.Inconclusive(Verdict.Reason.UNSURE, reason)));
          finish(tx, seen, DurableCounters.Name.WITHHELD, reason, intent);
        });
  }

  /** A place of the source where no frame could be read. */
  public void skipped(String source, Cursor cursor, Instant at, String reason) {
    log(
        new FrameRef(source, cursor, at, "", "", ""),
        "log a skipped frame",
        Optional.empty(),
        tx -> {
          DurableCounters.add(tx, DurableCounters.Name.SKIPPED, 1);
          events.append(
              tx, new Meta.Skipped(at, shortened(cursor.file(), 256), shortened(reason, 500)));
        });
  }

  /**
   * The line is to be told about a frame although it could not be stored. Returns false where it
   * was told before, by this or an earlier start of the agent.
   */
  public boolean tellUnstored(FrameRef seen, Intent intent) {
    if (steps.told(seen).isPresent()) {
      return false;
    }
    boolean noted = steps.tell(seen, intent);
    actuations.owe(intent, seen.at());
    if (!noted) {
      LOG.error("line part={} is told without any journal", seen.partId());
    }
    return true;
  }

  /** Whether the line was told about a frame that was not stored. */
  public boolean toldUnstored(FrameRef seen) {
    return steps.told(seen).isPresent();
  }

  /** A live frame that could not be stored and will not come again: it is counted. */
  public void unlogged(FrameRef seen) {
    steps.missed(seen);
  }

  private interface Writing {
    void into(Connection tx) throws SQLException;
  }

  /** On a full disk the oldest picture goes, because a frame must not be forgotten for it. */
  private void log(FrameRef seen, String what, Optional<Intent> intent, Writing writing) {
    long step = steps.next();
    Database.Work<Integer> work =
        tx -> {
          if (!Steps.taken(tx, step)) {
            writing.into(tx);
            moveTo(tx, seen, step);
          }
          return 1;
        };
    try {
      database.transact(what, work);
    } catch (OutboxException failure) {
      if (failure.kind() != OutboxException.Kind.FULL) {
        throw failure;
      }
      database.transact(
          "make room to " + what, tx -> eviction.free(tx, Priority.SUSPECT, 1, seen.at()));
      database.transact(what, work);
    }
    steps.done(step, seen, intent.map(Intent::id).orElse(Steps.NOBODY), intent, 0);
  }

  private void finish(
      Connection tx,
      FrameRef seen,
      DurableCounters.Name kind,
      String outcome,
      Optional<Intent> intent)
      throws SQLException {
    DurableCounters.add(tx, DurableCounters.Name.FRAMES, 1);
    DurableCounters.add(tx, kind, 1);
    Sql.update(
        tx,
        "INSERT INTO decision (decided_at, kind, source, file, position, part_id, variant, view, outcome)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        seen.at().toEpochMilli(),
        kind.text(),
        seen.source(),
        seen.cursor().file(),
        seen.cursor().position(),
        seen.partId(),
        seen.variant(),
        seen.view(),
        shortened(outcome, 500));
    if (intent.isPresent()) {
      ActuationJournal.insert(tx, intent.get(), seen.at());
    }
    history.trim(tx);
  }

  static void moveTo(Connection tx, FrameRef seen, long step) throws SQLException {
    FileMarks.place(tx, seen.source(), seen.cursor(), step);
    FileMarks.done(tx, seen.source(), seen.cursor(), step);
  }

  private static Meta.Decided decided(FrameRef seen, Verdict verdict) {
    return new Meta.Decided(seen.at(), seen.partId(), seen.variant(), seen.view(), verdict);
  }

  private static String outcome(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass pass -> "pass";
      case Verdict.Defect defect -> "defect, findings=" + defect.findings().size();
      case Verdict.Inconclusive none -> "inconclusive, " + none.reason();
    };
  }

  static String shortened(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max);
  }
}
