package dev.andon.edge.outbox;

import dev.andon.edge.outbox.SideJournal.Entry;
import dev.andon.edge.outbox.SideJournal.Kind;
import dev.andon.wire.Escalation;
import dev.andon.wire.Meta;
import dev.andon.wire.StationId;
import dev.andon.wire.WireCodec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over into a new file, row by row, what can still be read of a damaged one, and what the
 * side journal knows besides. What waited and cannot be read is counted and logged. Everything may
 * be repeated: what is there already stays.
 */
final class OutboxRecovery implements Database.Renewal {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxRecovery.class);
  private static final int BATCH = 64;
  private static final int NAMED = 200;

  private static final String ESCALATION =
      "id, sequence, state, lane, captured_at, boot_id, deadline_nanos, part_id, variant, view,"
          + " image_sha256, bytes, sends, held_at, held_for, reason";

  private final OutboxSettings settings;
  private final SideJournal side;
  private final WireCodec codec;
  private final StationId station;
  private final InstantSource clock;

  OutboxRecovery(
      OutboxSettings settings,
      SideJournal side,
      WireCodec codec,
      StationId station,
      InstantSource clock) {
    this.settings = settings;
    this.side = side;
    this.codec = codec;
    this.station = station;
    this.clock = clock;
  }

  @Override
  public void takeOver(Path damaged, Connection fresh) throws SQLException {
    try (DamagedFile old = DamagedFile.open(damaged)) {
      counters(old, fresh);
      copyEscalations(old, fresh);
      copy(old, fresh, "verdict", "id, provisional, received_at, late, message");
      copy(old, fresh, "actuation", "number, id, intended_at, signal, cause, state, detail");
      copy(
          old,
          fresh,
          "decision",
          "number, decided_at, kind, source, file, position, part_id, variant, view, outcome");
      copy(old, fresh, "event", "number, batch, message");
      copy(
          old,
          fresh,
          "unlogged",
          "number, cause, source, frames, first, last, first_at, last_at, through, detail");
      copyUndecided(old, fresh);
      copy(old, fresh, "place", "source, file, position, step, ordered");
      copy(old, fresh, "place", "source, file, position, step");
      copy(old, fresh, "place", "source, file, position");
      copyDoneFiles(old, fresh);
      pictures(old, fresh);
    }
    inOne(fresh, tx -> DurableCounters.add(tx, DurableCounters.Name.FILES_QUARANTINED, 1));
    inOne(fresh, this::close);
    inOne(
        fresh,
        tx ->
            places(tx)
                + FileMarks.orderWhereNothingIsKnown(tx)
                + doneFiles(tx, 0)
                + waiting(tx, 0)
                + signals(tx, 0)
                + decided(tx, true)
                + openGap(tx)
                + missing(tx));
    LOG.error("outbox={} was taken over from {}", settings.file(), damaged);
  }

  /**
   * What the side journal knows beyond the outbox. It was written after the outbox's commit, so a
   * step that only it has tells of rows that have vanished: the end of a damaged log, which SQLite
   * leaves out without a word.
   */
  int bringForward(Connection tx) throws SQLException {
    long known = Sql.number(tx, "SELECT max(step) FROM place");
    boolean vanished = side.places().stream().anyMatch(place -> place.step() > known);
    int done = waiting(tx, known + 1) + signals(tx, known + 1) + decided(tx, false) + openGap(tx);
    return vanished ? done + places(tx) + doneFiles(tx, known) + missing(tx) : done;
  }

  private void copy(DamagedFile old, Connection fresh, String table, String columns)
      throws SQLException {
    copy(old, fresh, table, columns, row -> true);
  }

  private void copy(
      DamagedFile old,
      Connection fresh,
      String table,
      String columns,
      Predicate<Object[]> plausible)
      throws SQLException {
    int width = columns.split(",", -1).length;
    String into =
        "INSERT OR IGNORE INTO "
            + table
            + " ("
            + columns
            + ") VALUES (?"
            + ", ?".repeat(width - 1)
            + ")";
    List<Object[]> batch = new ArrayList<>();
    old.each(
        table,
        columns,
        row -> {
          if (plausible.test(row)) {
            batch.add(row);
          }
          if (batch.size() == BATCH) {
            insert(fresh, into, batch);
          }
        });
    insert(fresh, into, batch);
  }

  private void copyEscalations(DamagedFile old, Connection fresh) throws SQLException {
    long highest =
        Math.max(
            Sql.number(fresh, "SELECT value FROM tally WHERE name = 'sequence'"),
            side.entries().stream().mapToLong(Entry::sequence).max().orElse(0));
    Predicate<Object[]> plausible =
        row ->
            row[0] instanceof String id
                && isId(id)
                && row[1] instanceof Number sequence
                && sequence.longValue() > 0
                && (highest == 0 || sequence.longValue() <= highest);
    copy(old, fresh, "escalation", ESCALATION + ", priority, score", plausible);
    copy(old, fresh, "escalation", ESCALATION, plausible);
  }

  /** In a file of an older version the place of this table may be that of another one. */
  private void copyUndecided(DamagedFile old, Connection fresh) throws SQLException {
    copy(
        old,
        fresh,
        "undecided",
        "id, begun_at, due_at, fallback, part_id, variant, view",
        row ->
            row[0] instanceof String id
                && isId(id)
                && row[1] instanceof Number begun
                && row[2] instanceof Number due
                && begun.longValue() <= due.longValue());
  }

  private void copyDoneFiles(DamagedFile old, Connection fresh) throws SQLException {
    copy(
        old,
        fresh,
        "done_file",
        "number, id, source, file, size, modified_ms, step, gone",
        row ->
            row[1] instanceof Number id
                && row[2] instanceof String source
                && row[3] instanceof String file
                && row[4] instanceof Number size
                && row[5] instanceof Number modified
                && FileMarks.fits(id, source, file, size, modified));
  }

  private static boolean isId(String text) {
    try {
      return UUID.fromString(text).toString().equals(text);
    } catch (IllegalArgumentException damaged) {
      return false;
    }
  }

  private void insert(Connection fresh, String into, List<Object[]> batch) throws SQLException {
    inOne(
        fresh,
        tx -> {
          for (Object[] row : batch) {
            unlessRefused(tx, into, row);
          }
          return 1;
        });
    batch.clear();
  }

  /** A row whose columns are damaged is refused by the table's own rules. */
  private static void unlessRefused(Connection tx, String into, Object[] row) throws SQLException {
    try {
      Sql.update(tx, into, row);
    } catch (SQLException refused) {
      if (OutboxException.kindOf(refused) == OutboxException.Kind.FULL) {
        throw refused;
      }
      LOG.debug("a damaged row is left out: {}", refused.getMessage());
    }
  }

  private void counters(DamagedFile old, Connection fresh) throws SQLException {
    List<Object[]> counts = new ArrayList<>();
    old.inOrder(
        "SELECT name, value FROM tally WHERE name <> '" + AnsweredPictures.TOTAL + "'",
        2,
        counts::add);
    inOne(
        fresh,
        tx -> {
          for (Object[] count : counts) {
            unlessRefused(
                tx,
                "INSERT INTO tally VALUES (?, ?) ON CONFLICT (name)"
                    + " DO UPDATE SET value = max(value, excluded.value)",
                count);
          }
          return 1;
        });
  }

  /** The pictures come last: a disk too small for both files keeps the rows at least. */
  private void pictures(DamagedFile old, Connection fresh) {
    try {
      old.each(
          "envelope",
          "id, message",
          row -> {
            if (row[1] instanceof byte[] message
                && codec.decode(message) instanceof WireCodec.Accepted(Escalation escalation)
                && escalation.image().intact()) {
              inOne(fresh, tx -> picture(tx, escalation, message));
            }
          });
    } catch (OutboxException full) {
      if (full.kind() != OutboxException.Kind.FULL) {
        throw full;
      }
      LOG.error("outbox={} has no room for all pictures that could be read", settings.file());
    }
  }

  private static int picture(Connection tx, Escalation escalation, byte[] message)
      throws SQLException {
    String id = escalation.id().toString();
    Optional<String> state =
        Sql.first(tx, "SELECT state FROM escalation WHERE id = ?", row -> row.getString(1), id);
    if (state.isEmpty()) {
      AskedFrames.insertRow(
          tx,
          escalation,
          new AskedFrames.Standing(RowState.QUEUED, Priority.of(escalation)),
          message.length);
    } else if (!List.of("queued", "sent", "refused").contains(state.get())) {
      return 0;
    }
    Sql.update(
        tx,
        "UPDATE escalation SET bytes = ?, sequence = ? WHERE id = ?",
        message.length,
        escalation.sequence(),
        id);
    return Sql.update(tx, "INSERT OR IGNORE INTO envelope VALUES (?, ?)", id, message);
  }

  /** Rows that do not fit what else was read. */
  private int close(Connection tx) throws SQLException {
    Sql.update(
        tx,
        "UPDATE escalation SET state = 'done', bytes = 0 WHERE state <> 'done'"
            + " AND id IN (SELECT id FROM verdict WHERE provisional = 0)");
    Sql.update(
        tx, "DELETE FROM envelope WHERE id IN (SELECT id FROM escalation WHERE state = 'done')");
    Sql.update(
        tx,
        "UPDATE escalation SET bytes = 0 WHERE state = 'refused'"
            + " AND id NOT IN (SELECT id FROM envelope)");
    List<String> lost =
        Sql.list(
            tx,
            "SELECT id FROM escalation WHERE state IN ('queued', 'sent')"
                + " AND id NOT IN (SELECT id FROM envelope)",
            row -> row.getString(1));
    for (String id : lost) {
      giveUp(tx, id);
    }
    if (!lost.isEmpty()) {
      LOG.error("outbox={} lost the pictures of escalations={}", settings.file(), some(lost));
    }
    return lost.size();
  }

  private void giveUp(Connection tx, String id) throws SQLException {
    Sql.update(
        tx,
        "UPDATE escalation SET state = 'evicted', bytes = 0, reason = 'evicted: damaged' WHERE id = ?",
        id);
    Priority priority =
        Sql.first(
                tx,
                "SELECT priority FROM escalation WHERE id = ?",
                row -> Priority.parse(row.getString(1)),
                id)
            .orElse(Priority.BAND);
    Evicted kind = new Evicted(priority, Evicted.Why.DAMAGED);
    DurableCounters.evicted(tx, kind);
    EventLog.append(
        tx,
        codec,
        station,
        new Meta.Evicted(clock.instant(), UUID.fromString(id), kind.why().text()));
  }

  private int places(Connection tx) throws SQLException {
    for (Entry place : side.places()) {
      long known = Sql.number(tx, "SELECT step FROM place WHERE source = ?", place.source());
      if (place.step() > known) {
        FileMarks.place(tx, place.source(), place.cursor(), place.step());
      }
    }
    return 1;
  }

  /** Frames that the outbox finished, and of which it has forgotten that. */
  private int doneFiles(Connection tx, long known) throws SQLException {
    for (Entry entry : side.entries()) {
      if (entry.kind() == Kind.PLACE && entry.step() > known) {
        FileMarks.done(tx, entry.source(), entry.cursor(), entry.step());
      }
    }
    return 1;
  }

  /** A signal that only the side journal knows may or may not have reached the line. */
  private int signals(Connection tx, long fromStep) throws SQLException {
    for (Entry told : side.entries()) {
      boolean wanted = told.kind() == Kind.TOLD || told.step() >= fromStep;
      if (wanted && !told.signal().isEmpty()) {
        unknown(tx, told);
      }
    }
    return 1;
  }

  /**
   * Intents of parts that were asked about. Unless the outbox begins anew, only those count whose
   * part the outbox takes for undecided: the others are there, or trimmed.
   */
  private int decided(Connection tx, boolean all) throws SQLException {
    for (Entry decided : side.entries()) {
      if (decided.kind() == Kind.DECIDED && (all || OpenParts.has(tx, decided.id()))) {
        unknown(tx, decided);
      }
    }
    return OpenParts.removeDecided(tx);
  }

  private static void unknown(Connection tx, Entry told) throws SQLException {
    int unknown =
        Sql.update(
            tx,
            "INSERT OR IGNORE INTO actuation (id, intended_at, signal, cause, state, detail)"
                + " VALUES (?, ?, ?, ?, 'unknown', 'from the side journal')",
            told.id().toString(),
            told.at().toEpochMilli(),
            told.signal(),
            told.cause());
    DurableCounters.add(tx, DurableCounters.Name.ACTUATIONS_UNKNOWN, unknown);
  }

  /** Parts that were asked about in a step that the outbox does not have. */
  private int waiting(Connection tx, long fromStep) throws SQLException {
    for (Entry asked : side.entries()) {
      if (asked.open() != null && asked.step() >= fromStep) {
        OpenParts.insert(tx, asked.open());
      }
    }
    return 1;
  }

  /** A gap that the agent could not write down any more before it ended. */
  private int openGap(Connection tx) throws SQLException {
    for (Entry place : newestGaps()) {
      FrameRef until = new FrameRef(place.source(), place.cursor(), place.at(), "", "", "");
      Steps.insert(tx, "not_storable", place.gap(), until, place.number(), "");
    }
    return 1;
  }

  private List<Entry> newestGaps() {
    return side.entries().stream()
        .filter(entry -> entry.kind() == Kind.GAP)
        .collect(Collectors.toMap(Entry::source, entry -> entry, (older, newer) -> newer))
        .values()
        .stream()
        .toList();
  }

  /** Escalations that had a number and have no row: what waited and could not be salvaged. */
  private int missing(Connection tx) throws SQLException {
    long highest =
        Math.max(
            Sql.number(tx, "SELECT max(sequence) FROM escalation"),
            side.entries().stream().mapToLong(Entry::sequence).max().orElse(0));
    long counted = Sql.number(tx, "SELECT value FROM tally WHERE name = 'sequence'");
    if (highest > counted) {
      DurableCounters.set(tx, DurableCounters.Name.SEQUENCE, highest);
    }
    long last = Math.max(highest, counted);
    long first = Math.max(known(tx), last - settings.historyRows()) + 1;
    long present =
        Sql.number(
            tx, "SELECT count(DISTINCT sequence) FROM escalation WHERE sequence >= ?", first);
    long lost = last - first + 1 - present;
    return lost <= 0 ? 0 : gap(tx, first, last, lost);
  }

  /** Up to this number everything that is missing was trimmed, or counted before. */
  private static long known(Connection tx) throws SQLException {
    return Sql.number(tx, "SELECT max(CAST(last AS INTEGER)) FROM unlogged WHERE cause = 'damage'");
  }

  private int gap(Connection tx, long first, long last, long lost) throws SQLException {
    List<String> ids = new ArrayList<>();
    for (Entry entry : side.entries()) {
      if (entry.sequence() >= first
          && Sql.number(tx, "SELECT count(*) FROM escalation WHERE id = ?", entry.id().toString())
              == 0) {
        ids.add(entry.id().toString());
      }
    }
    LOG.error(
        "outbox={} lost {} escalations between sequence={} and sequence={}, ids={}",
        settings.file(),
        lost,
        first,
        last,
        some(ids));
    DurableCounters.add(tx, DurableCounters.Name.UNSALVAGED, lost);
    EventLog.append(
        tx,
        codec,
        station,
        new Meta.Skipped(clock.instant(), "outbox", lost + " escalations were lost to damage"));
    return Sql.update(
        tx,
        "INSERT INTO unlogged (cause, source, frames, first, last, first_at, last_at, through, detail)"
            + " VALUES ('damage', 'escalation', ?, ?, ?, ?, ?, 0, ?)",
        lost,
        Long.toString(first),
        Long.toString(last),
        clock.millis(),
        clock.millis(),
        some(ids));
  }

  private static String some(List<String> ids) {
    return ids.stream().limit(NAMED).collect(Collectors.joining(" "))
        + (ids.size() > NAMED ? " and " + (ids.size() - NAMED) + " more" : "");
  }

  private static void inOne(Connection fresh, Database.Work<Integer> work) throws SQLException {
    Sql.run(fresh, "BEGIN IMMEDIATE");
    try {
      work.run(fresh);
      Sql.run(fresh, "COMMIT");
    } catch (SQLException failure) {
      rollBack(fresh);
      throw failure;
    }
  }

  private static void rollBack(Connection fresh) {
    try {
      Sql.run(fresh, "ROLLBACK");
    } catch (SQLException rolledBack) {
      LOG.trace("nothing to roll back", rolledBack);
    }
  }
}
