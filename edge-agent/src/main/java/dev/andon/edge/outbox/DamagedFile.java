package dev.andon.edge.outbox;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A damaged outbox, read as far as it can be: each table from both ends, and what lies between them
 * row by row. The file itself is not changed; where its first page is damaged, a copy with the
 * first page of a new outbox is read, which every outbox of this version has in common. Confined to
 * one thread.
 */
final class DamagedFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DamagedFile.class);
  private static final int MOST_SINGLE_ROWS = 200_000;
  private static final int SIZE_FIELD = 28;
  private static final int TEMPLATE_PAGES = 1_000;

  private final List<Source> sources;

  /** One way to read it. */
  private record Source(Connection connection, List<Path> temporary) {}

  /** What is done with a row. */
  interface Sink {
    void take(Object[] row) throws SQLException;
  }

  private DamagedFile(List<Source> sources) {
    this.sources = sources;
  }

  /** Opens it; from a file of which nothing can be read no row will come. */
  static DamagedFile open(Path file) {
    if (!Files.exists(file)) {
      return new DamagedFile(List.of());
    }
    try {
      return new DamagedFile(List.of(plain(file)));
    } catch (SQLException unreadable) {
      LOG.warn("damaged={} cannot be opened as it is: {}", file, unreadable.getMessage());
    }
    try {
      return new DamagedFile(List.of(repaired(file)));
    } catch (SQLException | IOException hopeless) {
      LOG.error("damaged={} cannot be read at all: {}", file, String.valueOf(hopeless));
      return new DamagedFile(List.of());
    }
  }

  /** Every row of a table that can be read, each once. */
  void each(String table, String columns, Sink sink) {
    int width = columns.split(",", -1).length;
    String select = "SELECT " + columns + ", rowid FROM " + table;
    for (Source source : sources) {
      Rows rows = new Rows(source.connection(), width, sink);
      if (!rows.all(select + " ORDER BY rowid")) {
        rows.all(select + " ORDER BY rowid DESC");
        rows.between(select + " WHERE rowid = ?");
      }
    }
  }

  /** Every row of a table without row numbers, until it breaks off. */
  void inOrder(String select, int width, Sink sink) {
    for (Source source : sources) {
      try (PreparedStatement statement = source.connection().prepareStatement(select);
          ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          give(sink, values(result, width));
        }
      } catch (SQLException broken) {
        LOG.debug("the damaged outbox breaks off: {}", broken.getMessage());
      }
    }
  }

  @Override
  public void close() {
    for (Source source : sources) {
      try {
        source.connection().close();
        for (Path temporary : source.temporary()) {
          Files.deleteIfExists(temporary);
        }
      } catch (SQLException | IOException failure) {
        LOG.warn("a damaged outbox did not close: {}", String.valueOf(failure));
      }
    }
  }

  private static Source plain(Path file) throws SQLException {
    Connection opened =
        DriverManager.getConnection("jdbc:sqlite:file:" + file.toAbsolutePath() + "?mode=ro");
    try {
      readable(opened);
      return new Source(opened, List.of());
    } catch (SQLException failure) {
      opened.close();
      throw failure;
    }
  }

  private static void readable(Connection opened) throws SQLException {
    for (String table : List.of("escalation", "envelope", "place", "actuation")) {
      Sql.list(opened, "SELECT 1 FROM " + table + " WHERE 0", row -> row.getInt(1));
    }
  }

  private static Source repaired(Path file) throws SQLException, IOException {
    Path copy = file.resolveSibling(file.getFileName() + ".copy");
    List<Path> temporary =
        List.of(
            copy,
            copy.resolveSibling(copy.getFileName() + "-wal"),
            copy.resolveSibling(copy.getFileName() + "-shm"));
    try {
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      Path log = file.resolveSibling(file.getFileName() + "-wal");
      if (Files.exists(log)) {
        Files.copy(log, temporary.get(1), StandardCopyOption.REPLACE_EXISTING);
      }
      giveFirstPage(copy);
      return new Source(plain(copy).connection(), temporary);
    } catch (SQLException | IOException failure) {
      for (Path part : temporary) {
        Files.deleteIfExists(part);
      }
      throw failure;
    }
  }

  private static void giveFirstPage(Path copy) throws SQLException, IOException {
    byte[] page = firstPage(copy.resolveSibling(copy.getFileName() + ".first"));
    try (RandomAccessFile raw = new RandomAccessFile(copy.toFile(), "rw")) {
      raw.write(page);
      raw.seek(SIZE_FIELD);
      raw.writeInt((int) (raw.length() / OutboxSettings.PAGE_BYTES));
      // No free pages: those that were are simply not used.
      raw.writeInt(0);
      raw.writeInt(0);
    }
  }

  private static byte[] firstPage(Path template) throws SQLException, IOException {
    try {
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + template)) {
        Schema.prepare(connection, OutboxSettings.of(template), TEMPLATE_PAGES);
      }
      byte[] page = new byte[OutboxSettings.PAGE_BYTES];
      try (RandomAccessFile raw = new RandomAccessFile(template.toFile(), "r")) {
        raw.readFully(page);
      }
      return page;
    } finally {
      Files.deleteIfExists(template);
    }
  }

  /** Reads one table, remembering what it has. */
  private static final class Rows {
    private final Connection connection;
    private final int width;
    private final Sink sink;
    private final Set<Long> read = new HashSet<>();
    private long highest;

    Rows(Connection connection, int width, Sink sink) {
      this.connection = connection;
      this.width = width;
      this.sink = sink;
    }

    /** Whether it went through to the end. */
    boolean all(String select) {
      try (PreparedStatement statement = connection.prepareStatement(select);
          ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          take(result);
        }
        return true;
      } catch (SQLException broken) {
        LOG.debug("the damaged outbox breaks off: {}", broken.getMessage());
        return false;
      }
    }

    /** What lies between the two ends at which reading broke off. */
    void between(String one) {
      long last = highest + MOST_SINGLE_ROWS / 100;
      int tried = 0;
      for (long rowid = 1; rowid <= last && tried < MOST_SINGLE_ROWS; rowid++) {
        if (!read.contains(rowid)) {
          tried++;
          single(one, rowid);
        }
      }
    }

    private void single(String one, long rowid) {
      try (PreparedStatement statement = connection.prepareStatement(one)) {
        statement.setLong(1, rowid);
        try (ResultSet result = statement.executeQuery()) {
          if (result.next()) {
            take(result);
          }
        }
      } catch (SQLException broken) {
        LOG.trace("row {} cannot be read", rowid, broken);
      }
    }

    private void take(ResultSet result) throws SQLException {
      long rowid = result.getLong(width + 1);
      highest = Math.max(highest, rowid);
      if (!read.contains(rowid)) {
        Object[] row = values(result, width);
        read.add(rowid);
        give(sink, row);
      }
    }
  }

  private static Object[] values(ResultSet result, int width) throws SQLException {
    Object[] row = new Object[width];
    for (int i = 0; i < width; i++) {
      row[i] = result.getObject(i + 1);
    }
    return row;
  }

  /** What the new file says must not be taken for damage of the old one. */
  private static void give(Sink sink, Object[] row) {
    try {
      sink.take(row);
    } catch (SQLException failure) {
      throw OutboxException.of("", "take over a row", failure);
    }
  }
}
