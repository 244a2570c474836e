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

  private static Kind kindOf(SQLException cause) {
    int code = cause.getErrorCode() & 0xff;
    if (code == SQLiteErrorCode.SQLITE_FULL.code) {
      return Kind.FULL;
    }
    if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return Kind.CORRUPT;
    }
    return Kind.UNUSABLE;
  }
}
