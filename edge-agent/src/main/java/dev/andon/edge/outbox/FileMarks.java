package dev.andon.edge.outbox;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FileIds;
import dev.andon.edge.capture.FileStamp;
import dev.andon.edge.capture.folder.FolderMemory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files of one source are done. The mark of a file that has gone is kept until {@value
 * #KEPT_FOR} frames were finished after it was missed: neither a clock that jumps nor a share that
 * is away for days makes the agent judge a picture twice. Thread-safe.
 */
final class FileMarks implements FolderMemory {
  private static final Logger LOG = LoggerFactory.getLogger(FileMarks.class);

  /** Frames. */
  static final int KEPT_FOR = 10_000;

  private static final int BATCH = 5_000;

  private static final String INSERT =
      "INSERT OR REPLACE INTO done_file (id, source, file, size, modified_ms, step)"
          + " VALUES (?, ?, ?, ?, ?, ?)";

  private final Database database;
  private final String source;

  FileMarks(Database database, String source) {
    this.database = database;
    this.source = source;
  }

  /** The source stands behind this frame. */
  static void place(Connection tx, String source, Cursor cursor, long step) throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO place (source, file, position, step) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (source) DO UPDATE SET file = excluded.file,"
            + " position = excluded.position, step = excluded.step",
        source,
        cursor.file(),
        cursor.position(),
        step);
  }

  /** What became of this picture is stored by the same transaction. */
  static void done(Connection tx, String source, Cursor cursor, long step) throws SQLException {
    if (cursor.stamp().isPresent()) {
      FileStamp stamp = cursor.stamp().get();
      Sql.update(
          tx,
          INSERT,
          FileIds.of(source, cursor.file(), stamp),
          source,
          cursor.file(),
          stamp.size(),
          stamp.modifiedMillis(),
          step);
    }
  }

  /**
   * Where all marks were lost with a damaged file, what sorts up to the last place counts as done,
   * so that a folder of thousands is not judged once more.
   */
  static int orderWhereNothingIsKnown(Connection tx) throws SQLException {
    return Sql.update(
        tx,
        "UPDATE place SET ordered = 1 WHERE source NOT IN (SELECT DISTINCT source FROM done_file)");
  }

  /** Whether a row was read as it was written. */
  static boolean fits(Number id, String source, String file, Number size, Number modified) {
    return size.longValue() >= 0
        && id.longValue()
            == FileIds.of(source, file, new FileStamp(size.longValue(), modified.longValue()));
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public void each(Marks taker) {
    database.transact("read which files are done", tx -> each(tx, taker));
  }

  private int each(Connection tx, Marks taker) throws SQLException {
    try (PreparedStatement statement =
        tx.prepareStatement("SELECT id, gone FROM done_file WHERE source = ?")) {
      statement.setString(1, source);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          taker.take(row.getLong(1), row.getLong(2) > 0);
        }
        return 1;
      }
    }
  }

  @Override
  public List<String> latest(int atMost) {
    return database.transact(
        "read which files were done last",
        tx ->
            Sql.list(
                tx,
                "SELECT file FROM done_file WHERE source = ? ORDER BY number DESC LIMIT ?",
                row -> row.getString(1),
                source,
                atMost));
  }

  @Override
  public Optional<String> doneUpTo() {
    return database.transact(
        "read up to where files are done",
        tx ->
            Sql.first(
                tx,
                "SELECT file FROM place WHERE source = ? AND ordered = 1",
                row -> row.getString(1),
                source));
  }

  @Override
  public void countAsDone(List<Cursor> files) {
    database.transact(
        "mark files as done",
        tx -> {
          for (Cursor file : files) {
            done(tx, source, file, 0);
          }
          return 1;
        });
  }

  @Override
  public void forgetOrder() {
    database.transact(
        "go over to marks",
        tx -> Sql.update(tx, "UPDATE place SET ordered = 0 WHERE source = ?", source));
  }

  @Override
  public boolean moved(long[] gone, long[] back) {
    try {
      mark(gone, "UPDATE done_file SET gone = max(1, (SELECT max(step) FROM place)) WHERE id = ?");
      mark(back, "UPDATE done_file SET gone = 0 WHERE id = ?");
      return true;
    } catch (OutboxException later) {
      LOG.debug("source={} files that have gone are marked later: {}", source, later.reason());
      return false;
    }
  }

  private void mark(long[] ids, String sql) {
    for (int from = 0; from < ids.length; from += BATCH) {
      int first = from;
      database.transact(
          "mark files that have gone or come back",
          tx -> update(tx, sql, ids, first, Math.min(ids.length, first + BATCH)));
    }
  }

  private static int update(Connection tx, String sql, long[] ids, int from, int until)
      throws SQLException {
    try (PreparedStatement statement = tx.prepareStatement(sql)) {
      for (int i = from; i < until; i++) {
        statement.setLong(1, ids[i]);
        statement.addBatch();
      }
      return statement.executeBatch().length;
    }
  }

  @Override
  public long[] forget() {
    try {
      return database.transact("forget files that went long ago", this::forget);
    } catch (OutboxException later) {
      LOG.debug("source={} files are forgotten later: {}", source, later.reason());
      return new long[0];
    }
  }

  private long[] forget(Connection tx) throws SQLException {
    long before = Sql.number(tx, "SELECT max(step) FROM place") - KEPT_FOR;
    List<Long> old =
        Sql.list(
            tx,
            "SELECT id FROM done_file WHERE gone > 0 AND gone < ? AND source = ? LIMIT ?",
            row -> row.getLong(1),
            before,
            source,
            BATCH);
    long[] ids = old.stream().mapToLong(Long::longValue).toArray();
    update(tx, "DELETE FROM done_file WHERE id = ?", ids, 0, ids.length);
    return ids;
  }
}
