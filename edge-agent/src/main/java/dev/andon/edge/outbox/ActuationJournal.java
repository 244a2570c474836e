package dev.andon.edge.outbox;

import dev.andon.wire.Meta;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the line was told: intended first, then performed, failed, or — after a crash in between —
 * unknown. An id is intended once, ever. Where the outbox cannot be written, the side journal has
 * the intent, and the row follows when there is room. Thread-safe.
 */
public final class ActuationJournal {
  private static final Logger LOG = LoggerFactory.getLogger(ActuationJournal.class);
  private static final int MAX_OWED = 100_000;

  private final Database database;
  private final InstantSource clock;
  private final EventLog events;
  private final History history;
  private final Steps steps;
  private final LinkedHashMap<UUID, Owed> owed = new LinkedHashMap<>();
  private final AtomicLong toldAnyway = new AtomicLong();

  /** A signal whose row has still to be written. */
  private record Owed(Intent intent, Instant at, String rule, String state, String detail) {
    Owed ended(boolean performed, String how) {
      return new Owed(intent, at, rule, performed ? "performed" : "failed", how);
    }
  }

  ActuationJournal(
      Database database, InstantSource clock, EventLog events, History history, Steps steps) {
    this.database = database;
    this.clock = clock;
    this.events = events;
    this.history = history;
    this.steps = steps;
  }

  /** Writes the intent down; false if there has been one for this id: then nothing may be sent. */
  public boolean intend(Intent intent) {
    return intend(intent, "");
  }

  /** The same for a deadline that passed; it is counted and told to the hub. */
  public boolean intendAfterTimeout(Intent intent, String rule) {
    return intend(intent, rule);
  }

  private boolean intend(Intent intent, String rule) {
    if (owes(intent.id())) {
      return false;
    }
    try {
      Instant now = clock.instant();
      boolean first = written(new Owed(intent, now, rule, "intended", ""));
      database.proved();
      if (first) {
        steps.decided(intent, now);
      }
      return first;
    } catch (OutboxException notStored) {
      steps.tell(intent, clock.instant());
      owe(new Owed(intent, clock.instant(), rule, "intended", ""));
      return true;
    }
  }

  /** What came of sending the signal. */
  public void finished(UUID id, boolean performed, String detail) {
    String how = detail.length() <= 500 ? detail : detail.substring(0, 500);
    synchronized (owed) {
      Owed waiting = owed.get(id);
      if (waiting != null) {
        owed.put(id, waiting.ended(performed, how));
        return;
      }
    }
    database.transact(
        "journal the end of the actuation of " + id,
        tx ->
            Sql.update(
                tx,
                "UPDATE actuation SET state = ?, detail = ? WHERE id = ? AND state = 'intended'",
                performed ? "performed" : "failed",
                how,
                id.toString()));
  }

  /** The line is told about a frame that is not stored; the row follows. */
  void owe(Intent intent, Instant at) {
    owe(new Owed(intent, at, "", "intended", ""));
  }

  private void owe(Owed entry) {
    toldAnyway.incrementAndGet();
    synchronized (owed) {
      owed.put(entry.intent().id(), entry);
      if (owed.size() > MAX_OWED) {
        LOG.error("more than {} signals wait to be journalled, the oldest is dropped", MAX_OWED);
        owed.pollFirstEntry();
      }
    }
  }

  /** Writes the rows that are owed, as far as that goes. */
  void settle() {
    Optional<Owed> next = oldest();
    while (next.isPresent()) {
      Owed entry = next.get();
      written(entry);
      synchronized (owed) {
        // It may have ended meanwhile: then it is written once more, with its end.
        if (owed.remove(entry.intent().id(), entry)) {
          next = oldest();
        } else {
          next = Optional.ofNullable(owed.get(entry.intent().id()));
        }
      }
    }
  }

  /** Signals whose rows are not written yet. */
  int owing() {
    synchronized (owed) {
      return owed.size();
    }
  }

  /** Signals since the start that were told although the outbox could not be written. */
  long toldAnyway() {
    return toldAnyway.get();
  }

  private Optional<Owed> oldest() {
    synchronized (owed) {
      return owed.values().stream().findFirst();
    }
  }

  private boolean owes(UUID id) {
    synchronized (owed) {
      return owed.containsKey(id);
    }
  }

  /** The work may run twice, see {@link Database#transact}: then its first run counts. */
  private boolean written(Owed entry) {
    AtomicBoolean first = new AtomicBoolean();
    return database.transact(
        "journal the actuation of " + entry.intent().id(),
        tx -> {
          boolean inserted = insert(tx, entry.intent(), entry.at()) > 0;
          if (inserted && !entry.rule().isEmpty()) {
            DurableCounters.add(tx, DurableCounters.Name.TIMED_OUT, 1);
            events.append(tx, new Meta.TimedOut(entry.at(), entry.intent().id(), entry.rule()));
          }
          if (!entry.state().equals("intended")) {
            Sql.update(
                tx,
                "UPDATE actuation SET state = ?, detail = ? WHERE id = ? AND state = 'intended'",
                entry.state(),
                entry.detail(),
                entry.intent().id().toString());
          }
          history.trim(tx);
          first.compareAndSet(false, inserted);
          return first.get();
        });
  }

  /** After a crash nobody knows whether an intended signal went out, so it never goes again. */
  int closeUnfinished() {
    return database.transact(
        "close unfinished actuations",
        tx -> {
          int unknown =
              Sql.update(
                  tx,
                  "UPDATE actuation SET state = 'unknown', detail = 'the agent stopped in between'"
                      + " WHERE state = 'intended'");
          return DurableCounters.add(tx, DurableCounters.Name.ACTUATIONS_UNKNOWN, unknown);
        });
  }

  /** From now on the part is decided. */
  static int insert(Connection tx, Intent intent, Instant now) throws SQLException {
    OpenParts.remove(tx, intent.id());
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
