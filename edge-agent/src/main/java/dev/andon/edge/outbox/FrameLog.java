package dev.andon.edge.outbox;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.folder.FolderMemory;
import dev.andon.wire.Comparison;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Meta;
import dev.andon.wire.Verdict;
import dev.andon.wire.WireCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
  private final WireCodec codec;
  private final EventLog events;
  private final History history;
  private final Eviction eviction;
  private final Steps steps;
  private final ActuationJournal actuations;

  /**
   * A doubtful frame that is being stored; {@code open} is null where the line was told already.
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Asking(
      FrameRef seen, Escalation escalation, byte[] message, long step, @Nullable Undecided open) {
    UUID id() {
      return escalation.id();
    }
  }

  FrameLog(
      Database database,
      Eviction eviction,
      WireCodec codec,
      EventLog events,
      History history,
      Steps steps,
      ActuationJournal actuations) {
    this.database = database;
    this.codec = codec;
    this.events = events;
    this.history = history;
    this.eviction = eviction;
    this.steps = steps;
    this.actuations = actuations;
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
   * @param open what a later start needs to tell the line about this part
   */
  public StoreOutcome escalate(FrameRef seen, Escalation escalation, Undecided open) {
    return escalate(new Asking(seen, escalation, codec.encode(escalation), steps.next(), open));
  }

  /** The same for a part of which the line was told already. */
  public StoreOutcome escalate(FrameRef seen, Escalation escalation) {
    return escalate(new Asking(seen, escalation, codec.encode(escalation), steps.next(), null));
  }

  private StoreOutcome escalate(Asking asking) {
    try {
      StoreOutcome storing = stored(asking);
      steps.asked(
          asking.step(), asking.seen(), asking.id(), asking.escalation().sequence(), asking.open());
      return storing;
    } catch (OutboxException failure) {
      return new StoreOutcome.NotStored(failure.reason());
    }
  }

  private StoreOutcome stored(Asking asking) {
    try {
      return database.transact("store escalation " + asking.id(), tx -> insert(tx, asking));
    } catch (OutboxException failure) {
      if (failure.kind() != OutboxException.Kind.FULL) {
        throw failure;
      }
      return onFullDisk(asking, failure);
    }
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
    byte[] message = codec.encode(escalation);
    try {
      return database.transact(
          "store audit " + escalation.id(),
          tx -> {
            if (!eviction.hasRoom(tx, message.length)) {
              return false;
            }
            insertRow(tx, escalation, RowState.QUEUED, message.length, "");
            Sql.update(
                tx,
                "UPDATE escalation SET lane = 'replay' WHERE id = ?",
                escalation.id().toString());
            Sql.update(
                tx, "INSERT INTO envelope VALUES (?, ?)", escalation.id().toString(), message);
            AuditSamples.asked(tx, escalation);
            DurableCounters.add(tx, DurableCounters.Name.AUDITED, 1);
            DurableCounters.set(tx, DurableCounters.Name.SEQUENCE, escalation.sequence());
            return true;
          });
    } catch (OutboxException notNow) {
      LOG.debug("audit={} is not stored: {}", escalation.id(), notNow.reason());
      return false;
    }
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

  /** The same for one that is not escalated so that the budget lasts. */
  public void paced(FrameRef seen, String reason, Optional<Intent> intent) {
    log(
        seen,
        "log a frame that the budget's pace left out",
        intent,
        tx -> {
          events.append(tx, decided(seen, new Verdict.Inconclusive(Verdict.Reason.UNSURE, reason)));
          DurableCounters.add(tx, DurableCounters.Name.PACED, 1);
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
      database.transact("make room to " + what, tx -> eviction.free(tx, 1, seen.at()));
      database.transact(what, work);
    }
    steps.done(step, seen, intent.map(Intent::id).orElse(Steps.NOBODY), intent, 0);
  }

  /** What is shown beside a picture never costs another escalation its picture. */
  private StoreOutcome insert(Connection tx, Asking offered) throws SQLException {
    if (Steps.taken(tx, offered.step())) {
      return new StoreOutcome.Stored(List.of());
    }
    Asking asking = eviction.hasRoom(tx, offered.message().length) ? offered : alone(offered);
    byte[] message = asking.message();
    if (!eviction.couldEverHold(message.length)) {
      return insertWithoutPicture(tx, asking, "the picture is above outbox.max_bytes");
    }
    List<UUID> evicted = eviction.makeRoom(tx, message.length, asking.seen().at());
    insertRow(tx, asking.escalation(), RowState.QUEUED, message.length, "");
    Sql.update(tx, "INSERT INTO envelope VALUES (?, ?)", asking.id().toString(), message);
    finish(tx, asking);
    return new StoreOutcome.Stored(evicted);
  }

  private Asking alone(Asking asking) {
    if (!(asking.escalation().comparison() instanceof Comparison.Shown)) {
      return asking;
    }
    Escalation alone = asking.escalation().with(Comparison.NONE);
    return new Asking(asking.seen(), alone, codec.encode(alone), asking.step(), asking.open());
  }

  private StoreOutcome onFullDisk(Asking offered, OutboxException full) {
    Asking asking = alone(offered);
    LOG.debug("disk full: older pictures make room for escalation={}", asking.id());
    try {
      List<UUID> evicted =
          database.transact(
              "make room for escalation " + asking.id(),
              tx -> eviction.free(tx, 2L * asking.message().length, asking.seen().at()));
      return evicted.isEmpty() ? withoutPicture(asking, full) : again(asking, evicted);
    } catch (OutboxException stillFull) {
      if (stillFull.kind() != OutboxException.Kind.FULL) {
        throw stillFull;
      }
      return withoutPicture(asking, stillFull);
    }
  }

  /** In a transaction of its own: the pages that were freed can only be used again after theirs. */
  private StoreOutcome again(Asking asking, List<UUID> evicted) {
    StoreOutcome storing =
        database.transact("store escalation " + asking.id(), tx -> insert(tx, asking));
    return storing instanceof StoreOutcome.Stored ? new StoreOutcome.Stored(evicted) : storing;
  }

  private StoreOutcome withoutPicture(Asking asking, OutboxException full) {
    return database.transact(
        "store escalation " + asking.id() + " without its picture",
        tx -> insertWithoutPicture(tx, asking, full.reason()));
  }

  /** It is open all the same: the agent may end before the line is told. */
  private StoreOutcome insertWithoutPicture(Connection tx, Asking asking, String reason)
      throws SQLException {
    if (!Steps.taken(tx, asking.step())) {
      insertRow(tx, asking.escalation(), RowState.EVICTED, 0, shortened(reason, 500));
      DurableCounters.add(tx, DurableCounters.Name.EVICTED, 1);
      DurableCounters.add(tx, DurableCounters.Name.UNSTORABLE, 1);
      events.append(tx, new Meta.Evicted(asking.seen().at(), asking.id(), "no_room"));
      finish(tx, asking);
    }
    return new StoreOutcome.WithoutPicture(reason);
  }

  private void finish(Connection tx, Asking asking) throws SQLException {
    if (asking.open() != null) {
      OpenParts.insert(tx, asking.open());
    }
    DurableCounters.add(tx, DurableCounters.Name.FRAMES, 1);
    DurableCounters.add(tx, DurableCounters.Name.ESCALATED, 1);
    DurableCounters.set(tx, DurableCounters.Name.SEQUENCE, asking.escalation().sequence());
    moveTo(tx, asking.seen(), asking.step());
    history.trim(tx);
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

  static void insertRow(
      Connection tx, Escalation escalation, RowState state, int bytes, String reason)
      throws SQLException {
    Image image = escalation.image();
    Sql.update(
        tx,
        "INSERT INTO escalation (id, sequence, state, lane, captured_at, boot_id, deadline_nanos,"
            + " part_id, variant, view, image_sha256, bytes, reason)"
            + " VALUES (?, ?, ?, 'live', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        escalation.id().toString(),
        escalation.sequence(),
        state.text(),
        escalation.captured().wall().toEpochMilli(),
        escalation.captured().bootId().toString(),
        escalation.captured().monotonicNanos() + escalation.deadlineRemainingMs() * 1_000_000,
        escalation.partId(),
        escalation.variant(),
        escalation.view(),
        image.sha256(),
        bytes,
        reason);
  }

  private static void moveTo(Connection tx, FrameRef seen, long step) throws SQLException {
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

  private static String shortened(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max);
  }
}
