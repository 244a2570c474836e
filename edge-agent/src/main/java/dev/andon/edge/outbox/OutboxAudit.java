package dev.andon.edge.outbox;

import dev.andon.wire.Lane;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads an outbox without changing it, also while its agent runs: for auditors and {@code explain}.
 * Confined to one thread.
 */
public final class OutboxAudit implements AutoCloseable {
  private static final String ROWS =
      "SELECT e.id, e.sequence, e.state, e.lane, e.captured_at, e.part_id, e.variant, e.view,"
          + " e.image_sha256, e.sends, e.reason,"
          + " EXISTS (SELECT 1 FROM envelope WHERE id = e.id),"
          + " EXISTS (SELECT 1 FROM verdict WHERE id = e.id AND provisional = 0),"
          + " (SELECT signal || ' ' || cause || ' ' || state FROM actuation WHERE id = e.id)"
          + " FROM escalation e";

  private final Path file;
  private final Connection connection;

  private OutboxAudit(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * One escalation.
   *
   * @param pictureKept whether its picture is still in the file
   * @param finalVerdict whether its final verdict is in the file
   * @param actuation signal, cause and state of what the line was told, if it was
   */
  public record Row(
      UUID id,
      long sequence,
      RowState state,
      Lane lane,
      Instant capturedAt,
      String partId,
      String variant,
      String view,
      String imageSha256,
      int sends,
      String reason,
      boolean pictureKept,
      boolean finalVerdict,
      Optional<String> actuation) {}

  /**
   * Frames or escalations of which there is no row.
   *
   * @param cause {@code not_storable} for frames, {@code damage} for escalations
   * @param source the frames' source
   * @param frames how many
   * @param first place of the first as {@code file:position}, or its sequence number
   * @param last the same of the last
   * @param detail ids as far as they are known
   */
  public record Unlogged(
      String cause, String source, long frames, String first, String last, String detail) {}

  /** Opens an outbox file that exists. */
  public static OutboxAudit open(Path file) {
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:file:" + file.toAbsolutePath() + "?mode=ro");
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA query_only = 1");
        statement.execute("PRAGMA busy_timeout = 5000");
      }
      return new OutboxAudit(file, connection);
    } catch (SQLException failure) {
      throw OutboxException.of(file.toString(), "be opened for reading", failure);
    }
  }

  /** Every escalation in the file, oldest first. */
  public List<Row> rows() {
    return read(ROWS + " ORDER BY e.sequence");
  }

  /** One escalation. */
  public Optional<Row> row(UUID id) {
    return read(ROWS + " WHERE e.id = ?", id.toString()).stream().findFirst();
  }

  /** What is missing in the file, oldest first; nothing in a file of an older agent. */
  public List<Unlogged> unlogged() {
    try {
      return Sql.number(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'unlogged'")
              == 0
          ? List.of()
          : Sql.list(
              connection,
              "SELECT cause, source, frames, first, last, detail FROM unlogged ORDER BY number",
              row ->
                  new Unlogged(
                      row.getString(1),
                      row.getString(2),
                      row.getLong(3),
                      row.getString(4),
                      row.getString(5),
                      row.getString(6)));
    } catch (SQLException failure) {
      throw OutboxException.of(file.toString(), "be read", failure);
    }
  }

  /** The counters. */
  public DurableCounters counters() {
    try {
      return DurableCounters.read(connection);
    } catch (SQLException failure) {
      throw OutboxException.of(file.toString(), "be read", failure);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw OutboxException.of(file.toString(), "be closed", failure);
    }
  }

  private List<Row> read(String sql, Object... values) {
    try {
      return Sql.list(
          connection,
          sql,
          row ->
              new Row(
                  UUID.fromString(row.getString(1)),
                  row.getLong(2),
                  RowState.of(row.getString(3)),
                  row.getString(4).equals("live") ? Lane.LIVE : Lane.REPLAY,
                  Instant.ofEpochMilli(row.getLong(5)),
                  row.getString(6),
                  row.getString(7),
                  row.getString(8),
                  row.getString(9),
                  row.getInt(10),
                  row.getString(11),
                  row.getBoolean(12),
                  row.getBoolean(13),
                  Optional.ofNullable(row.getString(14))),
          values);
    } catch (SQLException failure) {
      throw OutboxException.of(file.toString(), "be read", failure);
    }
  }
}
