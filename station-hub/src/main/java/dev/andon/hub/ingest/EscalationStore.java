package dev.andon.hub.ingest;

import dev.andon.hub.billing.PaidAnswers;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Row;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;
import dev.andon.wire.Confirmation;
import dev.andon.wire.Escalation;
import dev.andon.wire.Lane;
import dev.andon.wire.Meta;
import dev.andon.wire.StationId;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import dev.andon.wire.WireMessage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The durable state of every escalation, in the money file so that a verdict and its state are one
 * commit.
 *
 * <pre>
 *   (new) ──► queued ──► decided
 *                │          ▲
 *                └► waiting ┘   judged without an answer: provisional verdict, tried again
 * </pre>
 *
 * Thread-safe; every writing method returns after its commit. Times are milliseconds of the hub's
 * wall clock.
 */
final class EscalationStore {
  static final List<Migration> MIGRATIONS =
      Stream.concat(
              PaidAnswers.MIGRATIONS.stream(),
              Stream.of(
                  Migration.resource(EscalationStore.class, "ingest", 1),
                  Migration.resource(EscalationStore.class, "ingest", 2),
                  Migration.resource(EscalationStore.class, "ingest", 3),
                  Migration.resource(EscalationStore.class, "ingest", 4)))
          .toList();

  private static final String FIELDS = "id, station, lane, received_ms, deadline_ms, image_sha256";

  private final Store store;

  /** Names this process in the runs it opens: those of others were cut short. */
  private final String boot = UUID.randomUUID().toString();

  private final WireCodec codec = new WireCodec();

  EscalationStore(Store store) {
    this.store = store;
  }

  /** What taking an escalation came to. */
  sealed interface Taken {
    /** New, and committed. */
    record New(Case file) implements Taken {}

    /** Seen before; the newest verdict there is. */
    record Repeat(Optional<VerdictMessage> verdict) implements Taken {}

    /** The id belongs to another station. */
    record Foreign(StationId owner) implements Taken {}
  }

  /**
   * One escalation's row.
   *
   * @param lane how it came in
   * @param deadlineMs when the station stops waiting
   */
  record Case(
      UUID id, StationId station, Lane lane, long receivedMs, long deadlineMs, String imageSha256) {
    /** Whether an answer at {@code nowMs} would be too late to actuate. */
    boolean late(long nowMs) {
      return lane == Lane.REPLAY || nowMs > deadlineMs;
    }
  }

  /**
   * One attempt to have an escalation judged.
   *
   * @param run from 1
   * @param request the gateway's id: the escalation's own at first, a new one for each later run,
   *     so that ledger entries stay unique
   * @param interrupted the requests of earlier runs that were cut short, oldest first
   */
  record Run(int run, RequestId request, List<RequestId> interrupted) {
    Run {
      interrupted = List.copyOf(interrupted);
    }
  }

  /** Whether a run may begin. */
  sealed interface Begun {
    /** Yes, and it is open now: until it ends or breaks off, no other begins. */
    record Started(Run run) implements Begun {}

    /** No: another run of this process is open. */
    record Underway() implements Begun {}

    /** No: there is a final verdict. */
    record Decided() implements Begun {}
  }

  /** A verdict that has to be sent. */
  record Unsent(StationId station, VerdictMessage message, int sends, long decidedMs) {}

  /** Takes an escalation once: a second one of the same id changes nothing. */
  Taken take(Escalation escalation, long nowMs) {
    Case file =
        new Case(
            escalation.id(),
            escalation.station(),
            escalation.lane(),
            nowMs,
            nowMs + escalation.deadlineRemainingMs(),
            escalation.image().sha256());
    return store.write(tx -> take(tx, file));
  }

  private Taken take(Tx tx, Case file) {
    int added =
        tx.update(
            "INSERT INTO escalation (id, station, lane, state, received_ms, deadline_ms,"
                + " next_try_ms, image_sha256) VALUES (?, ?, ?, 'queued', ?, ?, ?, ?)"
                + " ON CONFLICT (id) DO NOTHING",
            file.id.toString(),
            file.station.toString(),
            word(file.lane),
            file.receivedMs,
            file.deadlineMs,
            file.receivedMs,
            file.imageSha256);
    if (added == 1) {
      return new Taken.New(file);
    }
    StationId owner =
        tx.first(
                "SELECT station FROM escalation WHERE id = ?",
                row -> StationId.parse(row.text(1)),
                file.id.toString())
            .orElseThrow();
    return owner.equals(file.station)
        ? new Taken.Repeat(newestVerdict(tx, file.id))
        : new Taken.Foreign(owner);
  }

  /** The wall clock when {@link #clockSeen(long)} was last told; empty in a new file. */
  Optional<Long> clockSeen() {
    return store.read(
        tx -> tx.first("SELECT wall_ms FROM clock_seen WHERE id = 1", row -> row.number(1)));
  }

  /** Notes the wall clock, for the next start. */
  void clockSeen(long nowMs) {
    store.write(tx -> noteClock(tx, nowMs));
  }

  private static int noteClock(Tx tx, long nowMs) {
    return tx.update(
        "INSERT INTO clock_seen (id, wall_ms) VALUES (1, ?)"
            + " ON CONFLICT (id) DO UPDATE SET wall_ms = excluded.wall_ms",
        nowMs);
  }

  /**
   * The wall clock jumped: whatever is open has the age and the time to wait that it had before.
   *
   * @param byMs how far; negative where it went back
   * @param nowMs the wall clock after the jump
   */
  void shift(long byMs, long nowMs) {
    store.write(
        tx -> {
          tx.update(
              "UPDATE escalation SET received_ms = received_ms + ?, deadline_ms = deadline_ms + ?,"
                  + " next_try_ms = next_try_ms + ? WHERE state <> 'decided'",
              byMs,
              byMs,
              byMs);
          tx.update(
              "UPDATE verdict SET decided_ms = decided_ms + ?, next_send_ms = next_send_ms + ?"
                  + " WHERE next_send_ms IS NOT NULL",
              byMs,
              byMs);
          return noteClock(tx, nowMs);
        });
  }

  /** Hashes of the pictures that escalations without a final verdict still need. */
  Set<String> picturesNeeded() {
    return store.read(
        tx ->
            Set.copyOf(
                tx.query(
                    "SELECT DISTINCT image_sha256 FROM escalation WHERE state <> 'decided'",
                    row -> row.text(1))));
  }

  /** What is known of an escalation. */
  Optional<Case> find(UUID id) {
    return store.read(
        tx ->
            tx.first(
                "SELECT " + FIELDS + " FROM escalation WHERE id = ?",
                EscalationStore::file,
                id.toString()));
  }

  /** Escalations that were stored and not judged when the hub stopped, oldest first. */
  List<Case> queued() {
    return store.read(
        tx ->
            tx.query(
                "SELECT " + FIELDS + " FROM escalation WHERE state = 'queued' ORDER BY received_ms",
                EscalationStore::file));
  }

  /**
   * At most {@code limit} waiting escalations whose time has come and that are not being judged,
   * oldest first.
   */
  List<Case> due(long nowMs, int limit) {
    return store.read(
        tx ->
            tx.query(
                "SELECT "
                    + FIELDS
                    + " FROM escalation WHERE state = 'waiting' AND next_try_ms <= ?"
                    + " AND NOT EXISTS (SELECT 1 FROM judging WHERE escalation_id = escalation.id"
                    + " AND outcome IS NULL AND boot = ?)"
                    + " ORDER BY received_ms LIMIT ?",
                EscalationStore::file,
                nowMs,
                boot,
                limit));
  }

  /**
   * Begins a run, durably, before anything may be spent on it, unless the escalation is decided or
   * a run of this process is open: both are looked at in the transaction that opens it.
   */
  Begun begin(UUID id, Supplier<UUID> newId, long nowMs) {
    UUID fresh = newId.get();
    return store.write(tx -> begin(tx, id, fresh, nowMs));
  }

  private Begun begin(Tx tx, UUID id, UUID fresh, long nowMs) {
    String text = id.toString();
    if (tx.number("SELECT COUNT(*) FROM escalation WHERE id = ? AND state <> 'decided'", text)
        == 0) {
      return new Begun.Decided();
    }
    String open = " FROM judging WHERE escalation_id = ? AND outcome IS NULL";
    if (tx.number("SELECT COUNT(*)" + open + " AND boot = ?", text, boot) > 0) {
      return new Begun.Underway();
    }
    List<RequestId> interrupted =
        tx.query(
            "SELECT request_id" + open + " ORDER BY run",
            row -> RequestId.parse(row.text(1)),
            text);
    int run = 1 + (int) tx.number("SELECT MAX(run) FROM judging WHERE escalation_id = ?", text);
    UUID request = run == 1 ? id : fresh;
    tx.update(
        "INSERT INTO judging (escalation_id, run, request_id, started_ms, boot)"
            + " VALUES (?, ?, ?, ?, ?)",
        text,
        run,
        request.toString(),
        nowMs,
        boot);
    return new Begun.Started(new Run(run, new RequestId(request), interrupted));
  }

  /**
   * A run of this process came to no end: it counts as cut short, and the escalation waits for the
   * next.
   */
  void breakOff(UUID id, Run run, long nextTryMs) {
    store.write(
        tx -> {
          tx.update(
              "UPDATE judging SET boot = '' WHERE escalation_id = ? AND run = ?",
              id.toString(),
              run.run);
          return tx.update(
              "UPDATE escalation SET state = 'waiting', next_try_ms = ?"
                  + " WHERE id = ? AND state <> 'decided'",
              nextTryMs,
              id.toString());
        });
  }

  /**
   * Makes due what waits since a run that ended with {@code outcome}.
   *
   * @return how many
   */
  int wake(String outcome, long nowMs) {
    return store.write(
        tx ->
            tx.update(
                "UPDATE escalation SET next_try_ms = ? WHERE state = 'waiting' AND next_try_ms > ?"
                    + " AND id IN (SELECT escalation_id FROM judging WHERE outcome = ?)",
                nowMs,
                nowMs,
                outcome));
  }

  /**
   * Ends a run with a verdict, final or provisional, in one commit with its state.
   *
   * @param nextTryMs for a provisional verdict: when to try again
   * @return false if it was decided before: then nothing changed
   */
  boolean end(Case file, Run run, String outcome, VerdictMessage verdict, long nextTryMs) {
    byte[] message = codec.encode(verdict);
    long decidedMs = verdict.decidedAt().toEpochMilli();
    return store.write(
        tx -> {
          int changed =
              tx.update(
                  "UPDATE escalation SET state = ?, next_try_ms = ?"
                      + " WHERE id = ? AND state <> 'decided'",
                  verdict.provisional() ? "waiting" : "decided",
                  nextTryMs,
                  file.id.toString());
          close(tx, file.id, run, outcome);
          if (changed > 0) {
            write(tx, file, verdict, message, decidedMs);
          }
          return changed > 0;
        });
  }

  /** The run has its outcome, those it came after are settled with it, and no answer waits. */
  private static void close(Tx tx, UUID id, Run run, String outcome) {
    tx.update(
        "UPDATE judging SET outcome = CASE WHEN run = ? THEN ? ELSE 'interrupted' END"
            + " WHERE escalation_id = ? AND outcome IS NULL",
        run.run,
        outcome,
        id.toString());
    PaidAnswers.forget(tx, run.request);
    run.interrupted.forEach(request -> PaidAnswers.forget(tx, request));
  }

  /**
   * A provisional verdict is written once; a final one ends the sending of the provisional one. The
   * verdict service sends it at once, so it is due only after the first pause.
   */
  private static void write(
      Tx tx, Case file, VerdictMessage verdict, byte[] message, long decidedMs) {
    tx.update(
        "INSERT INTO verdict (escalation_id, provisional, station, kind, message, decided_ms,"
            + " sends, next_send_ms) VALUES (?, ?, ?, ?, ?, ?, 0, ?)"
            + " ON CONFLICT (escalation_id, provisional) DO NOTHING",
        file.id.toString(),
        verdict.provisional() ? 1 : 0,
        file.station.toString(),
        kind(verdict.verdict()),
        message,
        decidedMs,
        decidedMs + VerdictSender.FIRST_PAUSE.toMillis());
    if (!verdict.provisional()) {
      tx.update(
          "UPDATE verdict SET next_send_ms = NULL WHERE escalation_id = ? AND provisional = 1",
          file.id.toString());
    }
  }

  /** Unconfirmed verdicts whose time to be sent has come. */
  List<Unsent> unsent(long nowMs, int limit) {
    return store.read(
        tx ->
            tx.query(
                "SELECT station, message, sends, decided_ms FROM verdict"
                    + " WHERE next_send_ms IS NOT NULL AND next_send_ms <= ?"
                    + " ORDER BY next_send_ms LIMIT ?",
                row ->
                    new Unsent(
                        StationId.parse(row.text(1)),
                        decoded(row.bytes(2)),
                        (int) row.number(3),
                        row.number(4)),
                nowMs,
                limit));
  }

  /** Notes a sending, and when the next one is due. */
  void sent(VerdictMessage verdict, long nextSendMs) {
    store.write(
        tx ->
            tx.update(
                "UPDATE verdict SET sends = sends + 1, next_send_ms = ?"
                    + " WHERE escalation_id = ? AND provisional = ? AND next_send_ms IS NOT NULL",
                nextSendMs,
                verdict.escalationId().toString(),
                verdict.provisional() ? 1 : 0));
  }

  /** Stops sending a verdict that nobody ever confirmed. */
  void giveUp(VerdictMessage verdict) {
    store.write(
        tx ->
            tx.update(
                "UPDATE verdict SET next_send_ms = NULL WHERE escalation_id = ? AND provisional ="
                    + " ?",
                verdict.escalationId().toString(),
                verdict.provisional() ? 1 : 0));
  }

  /** The station has the verdict. False if there is no such verdict for that station. */
  boolean confirm(StationId station, Confirmation confirmation, long nowMs) {
    return store.write(
        tx ->
            tx.update(
                    "UPDATE verdict SET next_send_ms = NULL, confirmed_ms = COALESCE(confirmed_ms,"
                        + " ?) WHERE escalation_id = ? AND provisional = ? AND station = ?",
                    nowMs,
                    confirmation.escalationId().toString(),
                    confirmation.provisional() ? 1 : 0,
                    station.toString())
                == 1);
  }

  /** A station is back: what it has not confirmed is due at once. */
  void sendSoon(StationId station, long nowMs) {
    store.write(
        tx ->
            tx.update(
                "UPDATE verdict SET next_send_ms = ? WHERE station = ? AND next_send_ms > ?",
                nowMs,
                station.toString(),
                nowMs));
  }

  /** What keeping a batch came to. */
  enum Kept {
    FRESH,
    REPEATED,
    /** The id belongs to a batch of another station. */
    FOREIGN
  }

  /** Keeps a batch of local decisions once. */
  Kept keep(Meta meta, long nowMs) {
    byte[] message = codec.encode(meta);
    String station = meta.station().toString();
    return store.write(
        tx -> {
          int added =
              tx.update(
                  "INSERT INTO station_batch (id, station, received_ms, message)"
                      + " VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                  meta.id().toString(),
                  station,
                  nowMs,
                  message);
          if (added == 1) {
            return Kept.FRESH;
          }
          long own =
              tx.number(
                  "SELECT COUNT(*) FROM station_batch WHERE id = ? AND station = ?",
                  meta.id().toString(),
                  station);
          return own == 1 ? Kept.REPEATED : Kept.FOREIGN;
        });
  }

  /** The newest verdict of an escalation, the final one before the provisional one. */
  Optional<VerdictMessage> verdict(UUID id) {
    return store.read(tx -> newestVerdict(tx, id));
  }

  /** The gateway requests made for an escalation, in order. */
  List<UUID> requests(UUID id) {
    return store.read(
        tx ->
            tx.query(
                "SELECT request_id FROM judging WHERE escalation_id = ? ORDER BY run",
                row -> UUID.fromString(row.text(1)),
                id.toString()));
  }

  /** The ids of all escalations by state. */
  Map<String, List<UUID>> byState() {
    return store.read(
        tx -> {
          Map<String, List<UUID>> states = new TreeMap<>();
          tx.each(
              "SELECT state, id FROM escalation",
              row ->
                  states
                      .computeIfAbsent(row.text(1), _ -> new java.util.ArrayList<>())
                      .add(UUID.fromString(row.text(2))));
          return states;
        });
  }

  /** Numbers of escalations by state and of unconfirmed verdicts, from indexes alone. */
  Open open() {
    return store.read(
        tx ->
            new Open(
                tx.number("SELECT COUNT(*) FROM escalation WHERE state = 'queued'"),
                tx.number("SELECT COUNT(*) FROM escalation WHERE state = 'waiting'"),
                tx.number("SELECT COUNT(*) FROM verdict WHERE next_send_ms IS NOT NULL")));
  }

  /** What is not finished. */
  record Open(long queued, long waiting, long unconfirmed) {}

  /** The last verdicts, newest first. */
  List<Unsent> latest(int limit) {
    return store.read(
        tx ->
            tx.query(
                "SELECT station, message, sends, decided_ms FROM verdict"
                    + " ORDER BY decided_ms DESC LIMIT ?",
                row ->
                    new Unsent(
                        StationId.parse(row.text(1)),
                        decoded(row.bytes(2)),
                        (int) row.number(3),
                        row.number(4)),
                limit));
  }

  private Optional<VerdictMessage> newestVerdict(Tx tx, UUID id) {
    return tx.first(
            "SELECT message FROM verdict WHERE escalation_id = ? ORDER BY provisional LIMIT 1",
            row -> row.bytes(1),
            id.toString())
        .map(this::decoded);
  }

  private VerdictMessage decoded(byte[] bytes) {
    if (codec.decode(bytes) instanceof WireCodec.Accepted(WireMessage message)
        && message instanceof VerdictMessage verdict) {
      return verdict;
    }
    throw new IllegalStateException("a stored verdict is unreadable");
  }

  private static Case file(Row row) {
    return new Case(
        UUID.fromString(row.text(1)),
        StationId.parse(row.text(2)),
        Lane.valueOf(row.text(3).toUpperCase(Locale.ROOT)),
        row.number(4),
        row.number(5),
        row.text(6));
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static String kind(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass _ -> "pass";
      case Verdict.Defect _ -> "defect";
      case Verdict.Inconclusive _ -> "inconclusive";
    };
  }
}
