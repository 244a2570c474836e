package dev.andon.sandbox.audit;

import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import dev.andon.wire.WireMessage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Reads the hub's money file by itself, past the hub's own code: an auditor does not ask whom it
 * audits. Changes nothing; also while the hub runs. Confined to one thread.
 */
public final class AuditedHub implements AutoCloseable {

  /** The newest verdict is the final one where there is one. */
  private static final String ESCALATIONS =
      "SELECT e.id, (SELECT v.message FROM verdict v WHERE v.escalation_id = e.id"
          + " ORDER BY v.provisional LIMIT 1) FROM escalation e";

  private static final String SPEND =
      "SELECT s.line, SUM(l.cost_micros) FROM ledger l JOIN ledger_subject s ON s.id = l.subject"
          + " GROUP BY s.line";

  private static final String UNANSWERED =
      "SELECT COALESCE(SUM(cost_micros), 0) FROM ledger WHERE outcome <> 'ANSWERED'";

  private static final String UNFINISHED =
      "SELECT (SELECT COUNT(*) FROM escalation WHERE state <> 'decided')"
          + " + (SELECT COUNT(*) FROM verdict WHERE next_send_ms IS NOT NULL)";

  private final Path file;
  private final Connection connection;
  private final WireCodec codec = new WireCodec();

  private AuditedHub(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Opens {@code hub.db}. */
  public static AuditedHub open(Path file) {
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:file:" + file.toAbsolutePath() + "?mode=ro");
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA query_only = 1");
        statement.execute("PRAGMA busy_timeout = 5000");
      }
      return new AuditedHub(file, connection);
    } catch (SQLException failure) {
      throw unreadable(file, failure);
    }
  }

  /** Every escalation that the hub has. */
  public List<HubRow> escalations() {
    List<HubRow> rows = new ArrayList<>();
    each(
        ESCALATIONS,
        row ->
            rows.add(
                new HubRow(
                    UUID.fromString(row.getString(1)),
                    Optional.ofNullable(row.getBytes(2)).map(this::verdict))));
    return rows;
  }

  /** What each line has spent, in millionths of the plant's currency. */
  public Map<String, Long> spendByLine() {
    Map<String, Long> spend = new TreeMap<>();
    each(SPEND, row -> spend.put(row.getString(1), row.getLong(2)));
    return spend;
  }

  /**
   * What of it is for calls without a usable answer: broken off, given up, or of unknown outcome.
   */
  public long unansweredMicros() {
    List<Long> sum = new ArrayList<>();
    each(UNANSWERED, row -> sum.add(row.getLong(1)));
    return sum.getFirst();
  }

  /** Escalations without a final verdict, and verdicts that their station has not confirmed. */
  public long unfinished() {
    List<Long> count = new ArrayList<>();
    each(UNFINISHED, row -> count.add(row.getLong(1)));
    return count.getFirst();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw unreadable(file, failure);
    }
  }

  private VerdictMessage verdict(byte[] bytes) {
    if (codec.decode(bytes) instanceof WireCodec.Accepted(WireMessage message)
        && message instanceof VerdictMessage verdict) {
      return verdict;
    }
    throw new IllegalStateException("a verdict in " + file + " is unreadable");
  }

  @FunctionalInterface
  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private void each(String sql, RowReader reader) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.read(rows);
      }
    } catch (SQLException failure) {
      throw unreadable(file, failure);
    }
  }

  private static IllegalStateException unreadable(Path file, SQLException failure) {
    return new IllegalStateException(
        "the hub's file " + file + " cannot be read: " + failure.getMessage(), failure);
  }
}
