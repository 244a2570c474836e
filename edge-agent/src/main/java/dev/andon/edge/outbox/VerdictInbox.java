package dev.andon.edge.outbox;

import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * The hub's verdicts, each stored before it is confirmed. Per escalation at most one provisional
 * and one final verdict are kept; repeats change nothing.
 */
public final class VerdictInbox {
  private final Database database;
  private final WireCodec codec;
  private final InstantSource clock;
  private final History history;

  VerdictInbox(Database database, WireCodec codec, InstantSource clock, History history) {
    this.database = database;
    this.codec = codec;
    this.clock = clock;
    this.history = history;
  }

  /** What came of storing a verdict. */
  public enum Outcome {
    /** Stored now. */
    FRESH,
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

  /** The final verdict on an escalation, if there is one. */
  public Optional<VerdictMessage> finalVerdict(UUID escalationId) {
    return database.transact(
        "read a verdict",
        tx ->
            Sql.first(
                tx,
                "SELECT message FROM verdict WHERE id = ? AND provisional = 0",
                row -> decode(row.getBytes(1)),
                escalationId.toString()));
  }

  private Outcome store(Connection tx, VerdictMessage verdict, byte[] message) throws SQLException {
    String id = verdict.escalationId().toString();
    if (!asked(tx, id)) {
      Tally.add(tx, Tally.Name.STRANGERS, 1);
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
    if (inserted == 0) {
      Tally.add(tx, Tally.Name.REPEATED_VERDICTS, 1);
      return Outcome.REPEATED;
    }
    close(tx, id, verdict.provisional());
    history.trim(tx);
    return Outcome.FRESH;
  }

  /** By its row, or, once that is trimmed, by an earlier verdict. */
  private static boolean asked(Connection tx, String id) throws SQLException {
    return Sql.number(tx, "SELECT count(*) FROM escalation WHERE id = ?", id) > 0
        || Sql.number(tx, "SELECT count(*) FROM verdict WHERE id = ?", id) > 0;
  }

  /** A hub that answers has the escalation, whether or not its receipt came through. */
  private static void close(Connection tx, String id, boolean provisional) throws SQLException {
    int receipted =
        Sql.update(
            tx,
            "UPDATE escalation SET state = 'receipted', bytes = 0, reason = ''"
                + " WHERE id = ? AND state IN ('queued', 'sent', 'refused', 'evicted')",
            id);
    if (receipted > 0) {
      Sql.update(tx, "DELETE FROM envelope WHERE id = ?", id);
      Tally.add(tx, Tally.Name.RECEIPTED, 1);
    }
    if (!provisional) {
      Sql.update(tx, "UPDATE escalation SET state = 'done' WHERE id = ?", id);
      Tally.add(tx, Tally.Name.VERDICTS, 1);
    }
  }

  private VerdictMessage decode(byte[] message) {
    return switch (codec.decode(message)) {
      case WireCodec.Accepted(VerdictMessage verdict) -> verdict;
      case WireCodec.Accepted other ->
          throw new IllegalStateException("the outbox holds no verdict but " + other.message());
      case WireCodec.Rejected wrong ->
          throw new IllegalStateException("the outbox holds an unreadable verdict: " + wrong);
    };
  }
}
