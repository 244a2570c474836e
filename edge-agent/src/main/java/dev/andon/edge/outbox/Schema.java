package dev.andon.edge.outbox;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables of an outbox file, and the pragmas under which it is opened. */
final class Schema {
  /** The version in the file's header. */
  static final int VERSION = 5;

  /** The log is folded back after so many pages (2 MiB) and then written over, not grown. */
  private static final int LOG_PAGES = 128;

  /** No agent will ever write a higher version; a file that has one is damaged. */
  private static final int HIGHEST_VERSION = 1_000;

  /** What a picture is worth while it waits, see {@link Priority}. */
  private static final String PRIORITY =
      "priority TEXT NOT NULL DEFAULT 'band' CHECK (priority IN ('sample','band','suspect'))";

  /** The highest class score; null where the model has none. */
  private static final String SCORE = "score REAL";

  private static final String TABLES =
      """
      CREATE TABLE escalation (
        id TEXT PRIMARY KEY,
        sequence INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued','sent','receipted','done','refused','evicted')),
        lane TEXT NOT NULL CHECK (lane IN ('live','replay')),
        captured_at INTEGER NOT NULL,
        boot_id TEXT NOT NULL,
        deadline_nanos INTEGER NOT NULL,
        part_id TEXT NOT NULL,
        variant TEXT NOT NULL,
        view TEXT NOT NULL,
        image_sha256 TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        sends INTEGER NOT NULL DEFAULT 0,
        held_at INTEGER NOT NULL DEFAULT 0,
        held_for INTEGER NOT NULL DEFAULT 0,
        reason TEXT NOT NULL DEFAULT '',
        %s,
        %s);
      CREATE INDEX escalation_order ON escalation (state, lane, sequence, bytes);
      CREATE TABLE envelope (id TEXT PRIMARY KEY, message BLOB NOT NULL);
      CREATE TABLE verdict (
        id TEXT NOT NULL,
        provisional INTEGER NOT NULL,
        received_at INTEGER NOT NULL,
        late INTEGER NOT NULL,
        message BLOB NOT NULL,
        PRIMARY KEY (id, provisional));
      CREATE TABLE place (
        source TEXT PRIMARY KEY,
        file TEXT NOT NULL,
        position INTEGER NOT NULL,
        step INTEGER NOT NULL DEFAULT 0,
        ordered INTEGER NOT NULL DEFAULT 0);
      CREATE TABLE decision (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        decided_at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        source TEXT NOT NULL,
        file TEXT NOT NULL,
        position INTEGER NOT NULL,
        part_id TEXT NOT NULL,
        variant TEXT NOT NULL,
        view TEXT NOT NULL,
        outcome TEXT NOT NULL);
      CREATE TABLE actuation (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        intended_at INTEGER NOT NULL,
        signal TEXT NOT NULL,
        cause TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('intended','performed','failed','unknown')),
        detail TEXT NOT NULL DEFAULT '');
      CREATE INDEX actuation_open ON actuation (state) WHERE state = 'intended';
      CREATE TABLE event (number INTEGER PRIMARY KEY AUTOINCREMENT, batch TEXT, message BLOB NOT NULL);
      CREATE TABLE unread (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        received_at INTEGER NOT NULL,
        topic TEXT NOT NULL,
        problem TEXT NOT NULL,
        payload BLOB NOT NULL);
      CREATE TABLE tally (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
      """
          .formatted(PRIORITY, SCORE);

  /** Frames and rows that are missing here, counted. */
  private static final String UNLOGGED =
      """
      CREATE TABLE unlogged (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        cause TEXT NOT NULL CHECK (cause IN ('not_storable', 'damage')),
        source TEXT NOT NULL,
        frames INTEGER NOT NULL,
        first TEXT NOT NULL,
        last TEXT NOT NULL,
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        through INTEGER NOT NULL,
        detail TEXT NOT NULL DEFAULT '')""";

  /**
   * Parts that were asked about and not decided. Tables are made in the order of their versions:
   * then every file has its root pages in the same places, whichever version made it.
   */
  private static final String UNDECIDED =
      """
      CREATE TABLE undecided (
        id TEXT PRIMARY KEY,
        begun_at INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        fallback TEXT NOT NULL CHECK (fallback IN ('accept', 'reject', 'hold')),
        part_id TEXT NOT NULL,
        variant TEXT NOT NULL,
        view TEXT NOT NULL)""";

  /**
   * Contents of files that are done, by {@link dev.andon.edge.capture.FileIds}. {@code gone} is the
   * step at which the file was missed; 0 while it is there.
   */
  private static final String DONE_FILE =
      """
      CREATE TABLE done_file (
        number INTEGER PRIMARY KEY,
        id INTEGER NOT NULL UNIQUE,
        source TEXT NOT NULL,
        file TEXT NOT NULL,
        size INTEGER NOT NULL,
        modified_ms INTEGER NOT NULL,
        step INTEGER NOT NULL,
        gone INTEGER NOT NULL DEFAULT 0)""";

  /** Frames that passed and were asked about all the same; see {@link AuditSamples}. */
  private static final String AUDIT =
      """
      CREATE TABLE IF NOT EXISTS audit (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        variant TEXT NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('', 'agreed', 'missed')))""";

  /** What holds a picture: the only rows that are looked through to make room. */
  private static final String HELD =
      "CREATE INDEX escalation_held ON escalation (priority, state, captured_at, bytes)"
          + " WHERE bytes > 0";

  /** Pictures that stay although the hub has them; see {@link AnsweredPictures}. */
  private static final String ANSWERED =
      """
      CREATE TABLE answered (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        bytes INTEGER NOT NULL)""";

  private static final String GONE_FILE =
      "CREATE INDEX done_file_gone ON done_file (gone) WHERE gone > 0";

  private static final List<String> SMALL =
      List.of(
          "escalation",
          "verdict",
          "place",
          "decision",
          "actuation",
          "event",
          "unlogged",
          "tally",
          "undecided");

  private Schema() {}

  /** Brings a connection into shape; makes the tables where the file is new. */
  static void prepare(Connection connection, OutboxSettings settings, long maxPages)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // The first two only count before the first table.
      statement.execute("PRAGMA page_size = " + OutboxSettings.PAGE_BYTES);
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA max_page_count = " + maxPages);
      statement.execute("PRAGMA wal_autocheckpoint = " + LOG_PAGES);
      statement.execute("PRAGMA journal_size_limit = " + LOG_PAGES * OutboxSettings.PAGE_BYTES);
      statement.execute("PRAGMA busy_timeout = 5000");
    }
    int version = version(connection);
    if (version == 0) {
      create(connection);
    } else if (version > 0 && version < VERSION) {
      upgrade(connection, version);
    } else if (version != VERSION) {
      throw stranger(settings, version);
    }
  }

  /**
   * Finds damage in the small tables and their indices; the pictures are met when they are sent.
   */
  static void lookThrough(Connection connection, Path file) throws SQLException {
    for (String table : SMALL) {
      String found =
          Sql.first(connection, "PRAGMA quick_check(" + table + ")", row -> row.getString(1))
              .orElse("ok");
      if (!found.equals("ok")) {
        throw new OutboxException(
            OutboxException.Kind.CORRUPT, "outbox " + file + " is damaged: " + found);
      }
    }
  }

  private static OutboxException stranger(OutboxSettings settings, int version) {
    boolean damaged = version < 0 || version > HIGHEST_VERSION;
    return new OutboxException(
        damaged ? OutboxException.Kind.CORRUPT : OutboxException.Kind.UNUSABLE,
        "outbox "
            + settings.file()
            + " has schema version "
            + version
            + ", this agent knows "
            + VERSION
            + "; run the agent that wrote it, or move the file away");
  }

  /**
   * Version 2 numbers the places and counts what is missing; version 3 keeps the parts that wait
   * for an answer; version 4 knows each file that is done, where everything before a place was;
   * version 5 knows what each picture is worth.
   */
  private static void upgrade(Connection connection, int from) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      if (from == 1) {
        statement.execute("ALTER TABLE place ADD COLUMN step INTEGER NOT NULL DEFAULT 0");
        statement.execute(UNLOGGED);
      }
      if (from < 3) {
        statement.execute(UNDECIDED);
      }
      if (from < 4) {
        statement.execute("ALTER TABLE place ADD COLUMN ordered INTEGER NOT NULL DEFAULT 0");
        statement.execute("UPDATE place SET ordered = 1");
        doneFiles(statement);
      }
      statement.execute("ALTER TABLE escalation ADD COLUMN " + PRIORITY);
      statement.execute("ALTER TABLE escalation ADD COLUMN " + SCORE);
      priorities(statement);
      statement.execute(AUDIT);
      statement.execute(
          "UPDATE escalation SET priority = 'sample' WHERE id IN (SELECT id FROM audit)");
      statement.execute("PRAGMA user_version = " + VERSION);
      statement.execute("COMMIT");
    }
  }

  private static void doneFiles(Statement statement) throws SQLException {
    statement.execute(DONE_FILE);
    statement.execute(GONE_FILE);
    statement.execute(AUDIT);
  }

  private static void priorities(Statement statement) throws SQLException {
    statement.execute(HELD);
    statement.execute(ANSWERED);
  }

  private static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery("PRAGMA user_version")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  private static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      for (String sql : TABLES.split(";\\s*\n", -1)) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
      statement.execute(UNLOGGED);
      statement.execute(UNDECIDED);
      doneFiles(statement);
      priorities(statement);
      statement.execute("PRAGMA user_version = " + VERSION);
      statement.execute("COMMIT");
    }
  }
}
