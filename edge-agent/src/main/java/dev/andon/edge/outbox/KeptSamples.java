package dev.andon.edge.outbox;

import dev.andon.wire.Escalation;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import dev.andon.wire.WireMessage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the escalations whose pictures an outbox still has, with what was said about them, also
 * while its agent runs: it takes no lock and changes nothing. Confined to one thread.
 */
public final class KeptSamples implements AutoCloseable {
  private static final String WANTED =
      " WHERE e.captured_at >= ? AND (? = '' OR e.variant = ?)"
          + " AND (? OR e.id IN (SELECT id FROM envelope))";
  private static final int PERSON = 2;

  private final Path file;
  private final Connection connection;
  private final WireCodec codec = new WireCodec();

  private KeptSamples(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * One escalation.
   *
   * @param verdict the final one, if there is one
   * @param correction what a person said instead, if one did
   */
  public record Sample(
      Escalation escalation,
      Optional<VerdictMessage> verdict,
      Optional<VerdictMessage> correction) {}

  /** What is done with each; false ends it. */
  public interface Reader {
    boolean take(Sample sample);
  }

  /** Opens an outbox file that exists, of this or an earlier agent. */
  public static KeptSamples open(Path file) {
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:file:" + file.toAbsolutePath() + "?mode=ro");
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA query_only = 1");
        statement.execute("PRAGMA busy_timeout = 5000");
      }
      return new KeptSamples(file, connection);
    } catch (SQLException failure) {
      throw OutboxException.of(file.toString(), "be opened for reading", failure);
    }
  }

  /** How many have a picture. */
  public long kept(Instant since, String variant) {
    return count(since, variant, false);
  }

  /** How many have a row, with a picture or without. */
  public long all(Instant since, String variant) {
    return count(since, variant, true);
  }

  private long count(Instant since, String variant, boolean withoutPicture) {
    try {
      return Sql.number(
          connection,
          "SELECT count(*) FROM escalation e" + WANTED,
          since.toEpochMilli(),
          variant,
          variant,
          withoutPicture ? 1 : 0);
    } catch (SQLException failure) {
      throw OutboxException.of(file.toString(), "be read", failure);
    }
  }

  /**
   * Each that has a picture, the newest first; what cannot be read is left out.
   *
   * @param variant empty for all
   */
  public void each(Instant since, String variant, Reader reader) {
    String sql =
        "SELECT m.message, (SELECT message FROM verdict WHERE id = e.id AND provisional = 0),"
            + " (SELECT message FROM verdict WHERE id = e.id AND provisional = "
            + PERSON
            + ") FROM escalation e JOIN envelope m ON m.id = e.id"
            + WANTED
            + " ORDER BY e.captured_at DESC";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, since.toEpochMilli());
      statement.setString(2, variant);
      statement.setString(3, variant);
      statement.setInt(4, 0);
      try (ResultSet row = statement.executeQuery()) {
        boolean more = true;
        while (more && row.next()) {
          more = sample(row).map(reader::take).orElse(true);
        }
      }
    } catch (SQLException failure) {
      throw OutboxException.of(file.toString(), "be read", failure);
    }
  }

  private Optional<Sample> sample(ResultSet row) throws SQLException {
    Optional<VerdictMessage> verdict = decoded(row.getBytes(2), VerdictMessage.class);
    Optional<VerdictMessage> correction = decoded(row.getBytes(3), VerdictMessage.class);
    return decoded(row.getBytes(1), Escalation.class)
        .filter(escalation -> escalation.image().intact())
        .map(escalation -> new Sample(escalation, verdict, correction));
  }

  private <T extends WireMessage> Optional<T> decoded(byte @Nullable [] message, Class<T> kind) {
    return message != null
            && codec.decode(message) instanceof WireCodec.Accepted(WireMessage decoded)
            && kind.isInstance(decoded)
        ? Optional.of(kind.cast(decoded))
        : Optional.empty();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw OutboxException.of(file.toString(), "be closed", failure);
    }
  }
}
