package dev.andon.edge.outbox;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** The outbox could not do what it was asked to; nothing of it was stored. */
public final class OutboxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String reason;

  /** What kept the outbox from it. */
  public enum Kind {
    /** The disk or the file's own cap is full. */
    FULL,
    /** The file is no longer a database; it has to be set aside. */
    CORRUPT,
    /** Another process holds the file. */
    IN_USE,
    /** Anything else: permissions, a failing disk. */
    UNUSABLE
  }

  OutboxException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.reason = message;
  }

  OutboxException(Kind kind, String message) {
    super(message);
    this.kind = kind;
    this.reason = message;
  }

  static OutboxException of(String file, String what, SQLException cause) {
    return new OutboxException(
        kindOf(cause), "outbox " + file + " could not " + what + ": " + cause.getMessage(), cause);
  }

  /** What kept the outbox from it. */
  public Kind kind() {
    return kind;
  }

  /** The whole message: what could not be done with which file, and why. */
  public String reason() {
    return reason;
  }

  /** What a failed statement says about the file. */
  static Kind kindOf(SQLException cause) {
    int whole = cause.getErrorCode();
    int code = whole & 0xff;
    if (code == SQLiteErrorCode.SQLITE_FULL.code) {
      return Kind.FULL;
    }
    boolean damaged =
        code == SQLiteErrorCode.SQLITE_CORRUPT.code
            || code == SQLiteErrorCode.SQLITE_NOTADB.code
            || whole == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ.code
            || (code == SQLiteErrorCode.SQLITE_ERROR.code && saysDamaged(cause));
    return damaged ? Kind.CORRUPT : Kind.UNUSABLE;
  }

  /** Our statements name what the schema has; where it is missing, the schema is damaged. */
  private static boolean saysDamaged(SQLException cause) {
    String text = String.valueOf(cause.getMessage());
    return text.contains("no such table")
        || text.contains("no such column")
        || text.contains("has no column named")
        || text.contains("already exists")
        || text.contains("duplicate column name")
        || text.contains("unsupported file format")
        || text.contains("malformed");
  }
}
