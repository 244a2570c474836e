package dev.andon.edge.outbox;

import dev.andon.wire.Comparison;
import dev.andon.wire.Escalation;
import dev.andon.wire.Lane;
import dev.andon.wire.WireCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the frames that somebody is asked about, with their pictures as far as there is room:
 * below what is worth more, above what is worth less. Confined to the capture thread.
 */
final class AskedFrames {
  private static final Logger LOG = LoggerFactory.getLogger(AskedFrames.class);

  private final Database database;
  private final Eviction eviction;
  private final WireCodec codec;
  private final History history;
  private final Steps steps;

  /** A doubtful frame that is being stored; {@code open} where the line has not been told. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Asking(
      FrameRef seen,
      Escalation escalation,
      byte[] message,
      Priority priority,
      long step,
      Optional<Undecided> open) {
    UUID id() {
      return escalation.id();
    }
  }

  AskedFrames(Database database, Eviction eviction, WireCodec codec, History history, Steps steps) {
    this.database = database;
    this.eviction = eviction;
    this.codec = codec;
    this.history = history;
    this.steps = steps;
  }

  /** See {@link FrameLog#escalate}. */
  StoreOutcome store(
      FrameRef seen, Escalation escalation, Priority priority, Optional<Undecided> open) {
    Asking asking =
        new Asking(seen, escalation, codec.encode(escalation), priority, steps.next(), open);
    try {
      StoreOutcome storing = stored(asking);
      steps.asked(asking.step(), seen, asking.id(), escalation.sequence(), open.orElse(null));
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

  /** See {@link FrameLog#audit}. */
  boolean audit(Escalation escalation) {
    byte[] message = codec.encode(escalation);
    try {
      return database.transact(
          "store audit " + escalation.id(), tx -> insertAudit(tx, escalation, message));
    } catch (OutboxException notNow) {
      LOG.debug("audit={} is not stored: {}", escalation.id(), notNow.reason());
      return false;
    }
  }

  private boolean insertAudit(Connection tx, Escalation escalation, byte[] message)
      throws SQLException {
    if (!eviction.hasRoom(tx, message.length)) {
      return false;
    }
    insertRow(
        tx,
        escalation,
        new Standing(RowState.QUEUED, Priority.SAMPLE, Lane.REPLAY),
        message.length);
    insertPicture(tx, escalation.id(), message);
    AuditSamples.asked(tx, escalation);
    DurableCounters.add(tx, DurableCounters.Name.AUDITED, 1);
    DurableCounters.set(tx, DurableCounters.Name.SEQUENCE, escalation.sequence());
    return true;
  }

  /** What is shown beside a picture never costs another escalation its picture. */
  private StoreOutcome insert(Connection tx, Asking offered) throws SQLException {
    if (Steps.taken(tx, offered.step())) {
      return new StoreOutcome.Stored(List.of());
    }
    Asking asking = eviction.fits(tx, offered.message().length) ? offered : alone(offered);
    int bytes = asking.message().length;
    if (!eviction.couldEverHold(bytes)) {
      return insertWithoutPicture(
          tx, asking, Evicted.Why.TOO_LARGE, "the picture is above outbox.max_bytes");
    }
    return switch (eviction.makeRoom(tx, asking.priority(), bytes, asking.seen().at())) {
      case Eviction.Room.Made(List<UUID> evicted) -> {
        insertRow(tx, asking.escalation(), new Standing(RowState.QUEUED, asking.priority()), bytes);
        insertPicture(tx, asking.id(), asking.message());
        finish(tx, asking);
        yield new StoreOutcome.Stored(evicted);
      }
      case Eviction.Room.None(Evicted.Why why) ->
          insertWithoutPicture(
              tx, asking, why, "the outbox is full of pictures that are worth more");
    };
  }

  private Asking alone(Asking asking) {
    if (!(asking.escalation().comparison() instanceof Comparison.Shown)) {
      return asking;
    }
    Escalation alone = asking.escalation().with(Comparison.NONE);
    return new Asking(
        asking.seen(), alone, codec.encode(alone), asking.priority(), asking.step(), asking.open());
  }

  private StoreOutcome onFullDisk(Asking offered, OutboxException full) {
    Asking asking = alone(offered);
    LOG.debug("disk full: older pictures make room for escalation={}", asking.id());
    try {
      List<UUID> evicted =
          database.transact(
              "make room for escalation " + asking.id(),
              tx ->
                  eviction.free(
                      tx, asking.priority(), 2L * asking.message().length, asking.seen().at()));
      // Also where nothing was evicted: answered and refused pictures may have made room.
      return again(asking, evicted);
    } catch (OutboxException stillFull) {
      if (stillFull.kind() != OutboxException.Kind.FULL) {
        throw stillFull;
      }
      LOG.debug("disk full: escalation={} loses its picture", asking.id(), full);
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
        tx -> insertWithoutPicture(tx, asking, Evicted.Why.DISK, full.reason()));
  }

  /** It is open all the same: the agent may end before the line is told. */
  private StoreOutcome insertWithoutPicture(
      Connection tx, Asking asking, Evicted.Why why, String reason) throws SQLException {
    if (!Steps.taken(tx, asking.step())) {
      insertRow(tx, asking.escalation(), new Standing(RowState.EVICTED, asking.priority()), 0);
      Sql.update(
          tx,
          "UPDATE escalation SET reason = ? WHERE id = ?",
          FrameLog.shortened("evicted: " + why.text() + ": " + reason, 500),
          asking.id().toString());
      DurableCounters.add(tx, DurableCounters.Name.UNSTORABLE, 1);
      eviction.tell(tx, new Evicted(asking.priority(), why), asking.id(), asking.seen().at());
      finish(tx, asking);
    }
    return new StoreOutcome.WithoutPicture(reason);
  }

  private void finish(Connection tx, Asking asking) throws SQLException {
    if (asking.open().isPresent()) {
      OpenParts.insert(tx, asking.open().get());
    }
    DurableCounters.add(tx, DurableCounters.Name.FRAMES, 1);
    DurableCounters.add(tx, DurableCounters.Name.ESCALATED, 1);
    DurableCounters.set(tx, DurableCounters.Name.SEQUENCE, asking.escalation().sequence());
    FrameLog.moveTo(tx, asking.seen(), asking.step());
    history.trim(tx);
  }

  /** How a new row stands. */
  record Standing(RowState state, Priority priority, Lane lane) {
    Standing(RowState state, Priority priority) {
      this(state, priority, Lane.LIVE);
    }
  }

  static void insertRow(Connection tx, Escalation escalation, Standing standing, int bytes)
      throws SQLException {
    OptionalDouble score = Priority.score(escalation);
    Sql.update(
        tx,
        "INSERT INTO escalation (id, sequence, state, lane, captured_at, boot_id, deadline_nanos,"
            + " part_id, variant, view, image_sha256, bytes, priority, score)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, -1.0))",
        escalation.id().toString(),
        escalation.sequence(),
        standing.state().text(),
        standing.lane() == Lane.LIVE ? "live" : "replay",
        escalation.captured().wall().toEpochMilli(),
        escalation.captured().bootId().toString(),
        escalation.captured().monotonicNanos() + escalation.deadlineRemainingMs() * 1_000_000,
        escalation.partId(),
        escalation.variant(),
        escalation.view(),
        escalation.image().sha256(),
        bytes,
        standing.priority().text(),
        score.orElse(-1));
  }

  private static void insertPicture(Connection tx, UUID id, byte[] message) throws SQLException {
    Sql.update(tx, "INSERT INTO envelope VALUES (?, ?)", id.toString(), message);
  }
}
