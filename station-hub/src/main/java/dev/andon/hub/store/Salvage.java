package dev.andon.hub.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * Reads what can be read of a damaged file, table by table, and writes it into a new one in one
 * transaction. Indexes are never used for reading and are made anew. The damaged file is only read;
 * where its first hundred bytes are broken, a copy of it gets new ones.
 */
final class Salvage {
  private static final int HEADER = 100;

  private final StoreSettings settings;
  private final Path damaged;
  private final Path fresh;
  private final List<String> lost = new ArrayList<>();

  Salvage(StoreSettings settings, Path damaged, Path fresh) {
    this.settings = settings;
    this.damaged = damaged;
    this.fresh = fresh;
  }

  /** Leaves a whole new file, closed and on disk. */
  Salvaged run(List<Migration> migrations, String finding, Path folder, Instant now) {
    Store.begin(settings, fresh);
    try (Connection to = DriverManager.getConnection("jdbc:sqlite:" + fresh)) {
      to.setAutoCommit(false);
      Migration.prepare(to);
      Tx tx = new Tx(to);
      Migration.applyAll(tx, migrations, now.toEpochMilli());
      long rows = copy(to) - dropOrphans(to);
      Salvaged salvaged = new Salvaged(now, folder, finding, rows, String.join(", ", lost));
      note(tx, salvaged);
      tx.close();
      to.commit();
      return salvaged;
    } catch (SQLException | IOException e) {
      throw new StoreException(
          "cannot salvage "
              + damaged
              + " into "
              + fresh
              + ": "
              + e.getMessage()
              + "; see to it and start again: nothing was changed, the damaged file is kept",
          e);
    }
  }

  private static void note(Tx tx, Salvaged salvaged) {
    tx.update(Salvaged.TABLE);
    tx.update(
        "INSERT INTO store_salvage (at_ms, folder, finding, row_count, lost) VALUES (?, ?, ?, ?, ?)",
        salvaged.at().toEpochMilli(),
        salvaged.folder().toString(),
        salvaged.finding(),
        salvaged.rows(),
        salvaged.lost());
  }

  private long copy(Connection to) throws SQLException, IOException {
    Optional<Connection> readable = readable(damaged);
    Path patched = damaged.resolveSibling(damaged.getFileName() + ".patched");
    if (readable.isEmpty() && Files.exists(damaged)) {
      patch(patched);
      readable = readable(patched);
    }
    if (readable.isEmpty()) {
      lost.add("every table");
      return 0;
    }
    try (Connection from = readable.get()) {
      return copyTables(from, to);
    } finally {
      for (String part : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(patched.resolveSibling(patched.getFileName() + part));
      }
    }
  }

  private long copyTables(Connection from, Connection to) throws SQLException {
    long rows = 0;
    List<String> old = SalvagedTable.names(from);
    for (String name : SalvagedTable.names(to)) {
      if (old.contains(name)) {
        rows += copyTable(from, to, name);
      } else {
        lost.add(name + " (not found)");
      }
    }
    return rows;
  }

  private long copyTable(Connection from, Connection to, String name) throws SQLException {
    List<SalvagedTable.Column> columns = SalvagedTable.columns(from, to, name);
    try (SalvagedTable.Sink sink = new SalvagedTable.Sink(to, name, columns)) {
      RowRanges ranges = new RowRanges(from, name, columns, sink);
      ranges.readAll();
      if (ranges.gaps() > 0 || sink.refused() > 0) {
        lost.add(
            name + " (" + ranges.gaps() + " gaps, " + sink.refused() + " rows that make no sense)");
      }
      return sink.written();
    }
  }

  /** Rows that refer to rows that were lost could not be joined, and ids are given out again. */
  private long dropOrphans(Connection to) throws SQLException {
    long dropped = 0;
    List<String[]> orphans = orphans(to);
    while (!orphans.isEmpty()) {
      for (String[] orphan : orphans) {
        try (PreparedStatement delete =
            to.prepareStatement("DELETE FROM \"" + orphan[0] + "\" WHERE rowid = ?")) {
          delete.setLong(1, Long.parseLong(orphan[1]));
          dropped += delete.executeUpdate();
        }
      }
      orphans = orphans(to);
    }
    if (dropped > 0) {
      lost.add(dropped + " rows that refer to lost ones");
    }
    return dropped;
  }

  private static List<String[]> orphans(Connection to) throws SQLException {
    List<String[]> orphans = new ArrayList<>();
    try (Statement statement = to.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA foreign_key_check")) {
      while (rows.next()) {
        orphans.add(new String[] {rows.getString(1), rows.getString(2)});
      }
    }
    return orphans;
  }

  /** Empty where not even the list of tables can be read. */
  private static Optional<Connection> readable(Path file) throws SQLException {
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
    try (Statement statement = connection.createStatement()) {
      // Also reads a file that is shorter than its header says.
      statement.execute("PRAGMA writable_schema = ON");
      if (!SalvagedTable.names(connection).isEmpty()) {
        return Optional.of(connection);
      }
    } catch (SQLException unreadable) {
      if (!Soundness.isDamage(unreadable)) {
        connection.close();
        throw unreadable;
      }
    }
    connection.close();
    return Optional.empty();
  }

  /** A copy with the first bytes of a file that was made the same way (SQLite file format 1.3). */
  private void patch(Path patched) throws IOException {
    Files.copy(damaged, patched, StandardCopyOption.REPLACE_EXISTING);
    Path wal = damaged.resolveSibling(damaged.getFileName() + "-wal");
    boolean logged = Files.exists(wal);
    if (logged) {
      Files.copy(
          wal,
          patched.resolveSibling(patched.getFileName() + "-wal"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    try (RandomAccessFile model = new RandomAccessFile(fresh.toFile(), "r")) {
      model.readFully(header.array());
    }
    byte version = (byte) (logged ? 2 : 1);
    header.put(18, version).put(19, version);
    header.putInt(28, (int) (Files.size(damaged) / settings.pageSize()));
    header.putInt(32, 0).putInt(36, 0);
    header.putInt(24, 1).putInt(92, 1);
    try (RandomAccessFile copy = new RandomAccessFile(patched.toFile(), "rw")) {
      copy.write(header.array());
    }
  }
}
