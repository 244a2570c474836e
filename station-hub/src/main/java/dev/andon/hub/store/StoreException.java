package dev.andon.hub.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The database could not do what was asked: disk full, file not writable, or a statement that does
 * not fit the schema. Of a write that ends with this nothing is stored.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Extended result codes carry the plain one in their lowest byte. */
  private static final int PLAIN_CODE = 0xff;

  private final Kind kind;

  /** What kept the store from it. */
  public enum Kind {
    /** No room on the disk. */
    FULL("the disk is full"),
    /** The file, its folder or its file system may not be written. */
    READ_ONLY("the file or its file system is read-only"),
    /** The disk or the machine fails: input and output, opening, memory. */
    IO("the disk fails"),
    /** The file is damaged. */
    CORRUPT("the file is damaged"),
    /** Another process keeps the file locked, or all connections are in use. */
    BUSY("the file is kept locked by another process"),
    /** A statement that does not fit the schema or what is stored; no fault of the disk. */
    OTHER("a statement was refused");

    private final String reason;

    Kind(String reason) {
      this.reason = reason;
    }

    /** Lower snake case, stable: a metric's tag and a caller's detail. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What is wrong, in words. */
    public String reason() {
      return reason;
    }

    /** Whether the same may succeed later, when the cause is gone. */
    public boolean passes() {
      return this != OTHER;
    }
  }

  StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public StoreException(String message, Throwable cause) {
    this(kindOf(cause), message, cause);
  }

  static StoreException of(String what, SQLException cause) {
    return new StoreException(what + ": " + cause.getMessage(), cause);
  }

  /** What kept the store from it. */
  public Kind kind() {
    return kind;
  }

  /** A statement that the data forbid; the connection and its transaction are as good as before. */
  static boolean constraint(SQLException cause) {
    return plainCode(cause) == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
  }

  private static int plainCode(SQLException cause) {
    return cause.getErrorCode() & PLAIN_CODE;
  }

  /** A pool's failure has the driver's as its cause. */
  private static Kind kindOf(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case SQLiteException told -> {
          return kindOf(plainCode(told));
        }
        case StoreException known -> {
          return known.kind;
        }
        default -> {}
      }
    }
    return thrown instanceof SQLTransientConnectionException ? Kind.BUSY : Kind.OTHER;
  }

  private static Kind kindOf(int code) {
    for (SQLiteErrorCode known : SQLiteErrorCode.values()) {
      if (known.code == code) {
        return kindOf(known);
      }
    }
    return Kind.OTHER;
  }

  private static Kind kindOf(SQLiteErrorCode code) {
    return switch (code) {
      case SQLITE_FULL -> Kind.FULL;
      case SQLITE_READONLY, SQLITE_PERM -> Kind.READ_ONLY;
      case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_NOLFS -> Kind.IO;
      case SQLITE_CORRUPT, SQLITE_NOTADB -> Kind.CORRUPT;
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL -> Kind.BUSY;
      default -> Kind.OTHER;
    };
  }
}
