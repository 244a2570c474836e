package dev.andon.edge.outbox;

import dev.andon.wire.Comparison;
import dev.andon.wire.Escalation;
import dev.andon.wire.Lane;
import dev.andon.wire.Receipt;
import dev.andon.wire.WireCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sending side of the outbox: what goes next, and what the hub said about it. A row leaves only
 * on the hub's own receipt. What is on its way and what was receipted may be forgotten when the
 * power fails: then it is sent again, and the hub says again that it has it.
 */
public final class SendQueue {
  private static final Logger LOG = LoggerFactory.getLogger(SendQueue.class);

  private final Database database;
  private final WireCodec codec;
  private final InstantSource clock;
  private final History history;
  private final AnsweredPictures answered;

  SendQueue(
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

  /**
   * A row on its way.
   *
   * @param escalation as it was stored; what is left of its deadline has to be worked out
   * @param lane the lane it belongs to now
   * @param deadlineNanos on the monotonic clock of the boot that captured it
   * @param sends how often it was handed out, this time included
   */
  public record Outgoing(Escalation escalation, Lane lane, long deadlineNanos, int sends) {
    /** The same with nothing beside its picture. */
    public Outgoing alone() {
      return with(escalation.with(Comparison.NONE));
    }

    /** The same in another form. */
    public Outgoing with(Escalation other) {
      return new Outgoing(other, lane, deadlineNanos, sends);
    }
  }

  /**
   * How much waits.
   *
   * @param queued rows that wait to be sent
   * @param sent rows that wait for a receipt
   * @param awaitingVerdict rows that the hub has and has not answered finally
   * @param bytes of the messages of the first two
   */
  public record Waiting(long queued, long sent, long awaitingVerdict, long bytes) {
    /** Whether nothing has to be sent and no verdict is due. */
    public boolean nothing() {
      return queued == 0 && sent == 0 && awaitingVerdict == 0;
    }
  }

  /** Takes the oldest row of a lane that may go now; from then on it counts as sent. */
  public Optional<Outgoing> take(Lane lane) {
    return database.transactUnsynced("take the next row", tx -> take(tx, lane));
  }

  /** Everything that was sent and has no receipt waits again: the link it went over is gone. */
  public int requeueAll() {
    return database.transactUnsynced(
        "queue what was on its way",
        tx -> Sql.update(tx, "UPDATE escalation SET state = 'queued' WHERE state = 'sent'"));
  }

  /** One row waits again, for at least so many milliseconds. */
  public void requeue(UUID id, long forMs) {
    database.transactUnsynced(
        "queue a row again",
        tx ->
            Sql.update(
                tx,
                "UPDATE escalation SET state = 'queued', held_at = ?, held_for = ?"
                    + " WHERE id = ? AND state = 'sent'",
                clock.millis(),
                forMs,
                id.toString()));
  }

  /**
   * Moves waiting live rows whose deadline has passed to the replay lane.
   *
   * @param bootId this boot; rows of earlier ones have no deadline any more
   * @param nowNanos this boot's monotonic clock
   */
  public int demote(UUID bootId, long nowNanos) {
    return database.transactUnsynced(
        "move late rows to the replay lane",
        tx ->
            Sql.update(
                tx,
                "UPDATE escalation SET lane = 'replay' WHERE state = 'queued' AND lane = 'live'"
                    + " AND (boot_id <> ? OR deadline_nanos - ? <= 0)",
                bootId.toString(),
                nowNanos));
  }

  /** Stores the hub's word on an escalation; empty if the outbox does not know the id. */
  public Optional<Lane> receipt(Receipt receipt) {
    return database.transactUnsynced(
        "store the receipt of " + receipt.escalationId(),
        tx -> {
          Optional<Lane> lane = lane(tx, receipt.escalationId());
          if (lane.isEmpty()) {
            DurableCounters.add(tx, DurableCounters.Name.STRANGERS, 1);
            return lane;
          }
          store(tx, receipt.escalationId().toString(), receipt.outcome(), lane.get());
          history.trim(tx);
          return lane;
        });
  }

  /** From now on a row has this picture, because its own is too large for the way. */
  public void replace(Escalation smaller) {
    byte[] message = codec.encode(smaller);
    database.transactUnsynced(
        "keep a smaller picture",
        tx -> {
          String id = smaller.id().toString();
          Sql.update(tx, "UPDATE envelope SET message = ? WHERE id = ?", message, id);
          return Sql.update(
              tx,
              "UPDATE escalation SET image_sha256 = ?, bytes = ? WHERE id = ?",
              smaller.image().sha256(),
              message.length,
              id);
        });
  }

  /** A row that can never be sent as it is; it stays, marked as refused. */
  public void refuse(UUID id, String reason) {
    database.transact("mark a row as refused", tx -> refuse(tx, id.toString(), reason));
  }

  /** Lets a refused row with its picture wait again; false if there is none. */
  public boolean retryRefused(UUID id) {
    return database.transact(
        "queue a refused row again",
        tx ->
            Sql.update(
                    tx,
                    "UPDATE escalation SET state = 'queued', lane = 'replay', held_for = 0, reason = ''"
                        + " WHERE id = ? AND state = 'refused' AND bytes > 0",
                    id.toString())
                > 0);
  }

  /** How much waits. */
  public Waiting waiting() {
    return database.transact(
        "count what waits",
        tx ->
            Sql.first(
                    tx,
                    "SELECT coalesce(sum(state = 'queued'), 0), coalesce(sum(state = 'sent'), 0),"
                        + " coalesce(sum(state = 'receipted'), 0),"
                        + " coalesce(sum(CASE state WHEN 'receipted' THEN 0 ELSE bytes END), 0)"
                        + " FROM escalation WHERE state IN ('queued', 'sent', 'receipted')",
                    row ->
                        new Waiting(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .orElse(new Waiting(0, 0, 0, 0)));
  }

  /** A row that cannot be read, after damage or a downgrade, must not stand in the way for ever. */
  private Optional<Outgoing> take(Connection tx, Lane lane) throws SQLException {
    Optional<Row> next = next(tx, lane);
    while (next.isPresent()) {
      Row row = next.get();
      switch (codec.decode(row.message())) {
        case WireCodec.Accepted(Escalation stored) when !stored.image().intact() ->
            refuse(tx, row.id(), "unreadable: the picture is damaged");
        case WireCodec.Accepted(Escalation stored) -> {
          Sql.update(
              tx,
              "UPDATE escalation SET state = 'sent', sends = sends + 1, held_for = 0 WHERE id = ?",
              row.id());
          return Optional.of(new Outgoing(stored, lane, row.deadlineNanos(), row.sends() + 1));
        }
        case WireCodec.Accepted other -> refuse(tx, row.id(), "unreadable: no escalation");
        case WireCodec.Rejected wrong -> refuse(tx, row.id(), "unreadable: " + wrong.detail());
      }
      next = next(tx, lane);
    }
    return Optional.empty();
  }

  private record Row(String id, byte[] message, long deadlineNanos, int sends) {}

  private Optional<Row> next(Connection tx, Lane lane) throws SQLException {
    long now = clock.millis();
    // A clock that was set back must not hold a row for longer than was asked for.
    return Sql.first(
        tx,
        "SELECT id, message, deadline_nanos, sends FROM escalation JOIN envelope USING (id)"
            + " WHERE state = 'queued' AND lane = ?"
            + " AND (held_for = 0 OR ? >= held_at + held_for OR ? < held_at)"
            + " ORDER BY sequence LIMIT 1",
        row -> new Row(row.getString(1), row.getBytes(2), row.getLong(3), row.getInt(4)),
        lane == Lane.LIVE ? "live" : "replay",
        now,
        now);
  }

  private void store(Connection tx, String id, Receipt.Outcome outcome, Lane lane)
      throws SQLException {
    switch (outcome) {
      case Receipt.Stored stored -> stored(tx, id, lane);
      case Receipt.Deferred deferred -> deferred(tx, id, deferred);
      case Receipt.Refused refused -> refuse(tx, id, refused.code() + ": " + refused.message());
    }
  }

  private void stored(Connection tx, String id, Lane lane) throws SQLException {
    int fresh =
        Sql.update(
            tx,
            "UPDATE escalation SET state = 'receipted', bytes = 0, reason = ''"
                + " WHERE id = ? AND state IN ('queued', 'sent', 'refused', 'evicted')",
            id);
    if (fresh > 0) {
      answered.received(tx, id);
      DurableCounters.add(tx, DurableCounters.Name.RECEIPTED, 1);
      if (lane == Lane.REPLAY) {
        DurableCounters.add(tx, DurableCounters.Name.REPLAYED, 1);
      }
    }
  }

  private void deferred(Connection tx, String id, Receipt.Deferred deferred) throws SQLException {
    int held =
        Sql.update(
            tx,
            "UPDATE escalation SET state = 'queued', held_at = ?, held_for = ?, reason = ?"
                + " WHERE id = ? AND state IN ('queued', 'sent')",
            clock.millis(),
            Math.max(1, deferred.retryAfterMs()),
            deferred.code() + ": " + deferred.message(),
            id);
    DurableCounters.add(tx, DurableCounters.Name.DEFERRED, held);
  }

  private static int refuse(Connection tx, String id, String reason) throws SQLException {
    LOG.warn("escalation={} is refused: {}", id, reason);
    int refused =
        Sql.update(
            tx,
            "UPDATE escalation SET state = 'refused', reason = ?"
                + " WHERE id = ? AND state IN ('queued', 'sent')",
            reason,
            id);
    return DurableCounters.add(tx, DurableCounters.Name.REFUSED, refused);
  }

  private static Optional<Lane> lane(Connection tx, UUID id) throws SQLException {
    return Sql.first(
        tx,
        "SELECT lane FROM escalation WHERE id = ?",
        row -> row.getString(1).equals("live") ? Lane.LIVE : Lane.REPLAY,
        id.toString());
  }
}
