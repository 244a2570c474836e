package dev.andon.edge.outbox;

import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub's verdicts, each stored before it is confirmed. Per escalation at most one provisional
 * and one final verdict are kept, and the newest correction by a person beside them; repeats change
 * nothing.
 */
public final class VerdictInbox {
  private static final Logger LOG = LoggerFactory.getLogger(VerdictInbox.class);

  /** What the column {@code provisional} holds beside 0 and 1. */
  private static final int CORRECTION = 2;

  private final Database database;
  private final WireCodec codec;
  private final InstantSource clock;
  private final History history;
  private final AnsweredPictures answered;

  VerdictInbox(
      Database database,
      WireCodec codec,
      InstantSource clock,
      History history,
      AnsweredPictures answered) {
    this.database = database;
    this.codec = codec;
    this.clock = clock;
    this.history = history;
    this.answered = answered;
  }

  /** What came of storing a verdict. */
  public enum Outcome {
    /** Stored now. */
    FRESH,
    /** Stored beside the final verdict: a person says otherwise. It tells the line nothing. */
    CORRECTED,
    /** It had been stored before. */
    REPEATED,
    /** Not stored: no row of this outbox has its id. */
    STRANGER
  }

  /**
   * Stores a verdict on what this outbox has asked. What it never asked is counted and not stored:
   * another agent with this station's name may wait for it.
   */
  public Outcome store(VerdictMessage verdict) {
    byte[] message = codec.encode(verdict);
    return database.transact(
        "store the verdict on " + verdict.escalationId(), tx -> store(tx, verdict, message));
  }

  /**
   * A verdict on an escalation that the hub did not call late, the final one rather than the
   * provisional one. What cannot be read is logged and counts as none.
   */
  public Optional<VerdictMessage> inTime(UUID escalationId) {
    return database
        .transact(
            "read a verdict",
            tx ->
                Sql.list(
                    tx,
                    "SELECT message FROM verdict WHERE id = ? AND late = 0 AND provisional <> "
                        + CORRECTION
                        + " ORDER BY provisional",
                    row -> decoded(escalationId, row.getBytes(1)),
                    escalationId.toString()))
        .stream()
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Outcome store(Connection tx, VerdictMessage verdict, byte[] message) throws SQLException {
    String id = verdict.escalationId().toString();
    if (!asked(tx, id)) {
      DurableCounters.add(tx, DurableCounters.Name.STRANGERS, 1);
      return Outcome.STRANGER;
    }
    int inserted =
        Sql.update(
            tx,
            "INSERT OR IGNORE INTO verdict VALUES (?, ?, ?, ?, ?)",
            id,
            verdict.provisional() ? 1 : 0,
            clock.millis(),
            verdict.late() ? 1 : 0,
            message);
    if (inserted == 0 && corrects(tx, verdict, message)) {
      return Outcome.CORRECTED;
    }
    if (inserted == 0) {
      DurableCounters.add(tx, DurableCounters.Name.REPEATED_VERDICTS, 1);
      return Outcome.REPEATED;
    }
    close(tx, id, verdict.provisional());
    history.trim(tx);
    return Outcome.FRESH;
  }

  /** Whether a person says something that is not stored yet; stores it. */
  private boolean corrects(Connection tx, VerdictMessage verdict, byte[] message)
      throws SQLException {
    String id = verdict.escalationId().toString();
    boolean person =
        !verdict.provisional() && verdict.answeredBy() == VerdictMessage.AnsweredBy.OPERATOR;
    if (!person
        || Sql.number(
                tx,
                "SELECT count(*) FROM verdict WHERE id = ? AND message = ? AND provisional <> 1",
                id,
                message)
            > 0) {
      return false;
    }
    Sql.update(
        tx,
        "INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?, ?)",
        id,
        CORRECTION,
        clock.millis(),
        1,
        message);
    return true;
  }

  /** By its row, or, once that is trimmed, by an earlier verdict. */
  private static boolean asked(Connection tx, String id) throws SQLException {
    return Sql.number(tx, "SELECT count(*) FROM escalation WHERE id = ?", id) > 0
        || Sql.number(tx, "SELECT count(*) FROM verdict WHERE id = ?", id) > 0;
  }

  /** A hub that answers has the escalation, whether or not its receipt came through. */
  private void close(Connection tx, String id, boolean provisional) throws SQLException {
    int receipted =
        Sql.update(
            tx,
            "UPDATE escalation SET state = 'receipted', bytes = 0, reason = ''"
                + " WHERE id = ? AND state IN ('queued', 'sent', 'refused', 'evicted')",
            id);
    if (receipted > 0) {
      answered.received(tx, id);
      DurableCounters.add(tx, DurableCounters.Name.RECEIPTED, 1);
    }
    if (!provisional) {
      Sql.update(tx, "UPDATE escalation SET state = 'done' WHERE id = ?", id);
      DurableCounters.add(tx, DurableCounters.Name.VERDICTS, 1);
    }
  }

  private Optional<VerdictMessage> decoded(UUID id, byte[] message) {
    return switch (codec.decode(message)) {
      case WireCodec.Accepted(VerdictMessage verdict) -> Optional.of(verdict);
      case WireCodec.Accepted other -> none(id, "it is no verdict");
      case WireCodec.Rejected wrong -> none(id, String.valueOf(wrong));
    };
  }

  private static Optional<VerdictMessage> none(UUID id, String why) {
    LOG.warn("stored verdict on escalation={} cannot be read: {}", id, why);
    return Optional.empty();
  }
}
