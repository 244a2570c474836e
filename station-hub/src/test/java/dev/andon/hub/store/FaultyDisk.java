package dev.andon.hub.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A layer under a {@link Store} that makes chosen statements fail as SQLite and its driver do: the
 * code comes out, the native statement is freed, and for a full or failing disk the transaction is
 * gone. Thread-safe.
 */
public final class FaultyDisk {
  /** Stands for the end of a transaction among the statements. */
  public static final String COMMIT = "COMMIT";

  /** Stands for a new connection among the statements. */
  public static final String OPEN = "OPEN";

  private static final String CHANGES = "*changes";
  private static final String QUERIES = "*queries";

  private static final Set<SQLiteErrorCode> ROLLS_BACK =
      EnumSet.of(
          SQLiteErrorCode.SQLITE_FULL, SQLiteErrorCode.SQLITE_IOERR, SQLiteErrorCode.SQLITE_NOMEM);
  private static final Set<SQLiteErrorCode> KEEPS_STATEMENT =
      EnumSet.of(SQLiteErrorCode.SQLITE_BUSY, SQLiteErrorCode.SQLITE_LOCKED);

  private final Set<String> seen = new LinkedHashSet<>();
  private Fault fault = Fault.NONE;
  private int fired;

  /**
   * What fails.
   *
   * @param statement its text, {@link #CHANGES} or {@link #QUERIES}
   */
  private record Fault(String statement, SQLiteErrorCode code, int skip, int times) {
    static final Fault NONE = new Fault("", SQLiteErrorCode.SQLITE_OK, 0, 0);

    boolean hits(String sql) {
      return times > 0
          && switch (statement) {
            case CHANGES -> changes(sql);
            case QUERIES -> !changes(sql);
            default -> statement.equals(sql);
          };
    }

    private static boolean changes(String sql) {
      return !sql.startsWith("SELECT") && !sql.startsWith("WITH") && !sql.startsWith("PRAGMA");
    }

    Fault after() {
      return skip > 0
          ? new Fault(statement, code, skip - 1, times)
          : new Fault(statement, code, 0, times - 1);
    }
  }

  /** A store on this disk. */
  public Store open(StoreSettings settings, List<Migration> migrations, InstantSource clock) {
    return Store.open(settings, migrations, clock, this::around);
  }

  /** The next {@code times} runs of a statement fail. */
  public synchronized void fail(String statement, SQLiteErrorCode code, int times) {
    fault = new Fault(statement, code, 0, times);
    fired = 0;
  }

  /** Everything that changes something fails, from the {@code n}-th such statement on, from 1. */
  public synchronized void failAllFrom(int n, SQLiteErrorCode code) {
    fault = new Fault(CHANGES, code, n - 1, Integer.MAX_VALUE);
    fired = 0;
  }

  /** Every query fails. */
  public synchronized void failReads(SQLiteErrorCode code) {
    fault = new Fault(QUERIES, code, 0, Integer.MAX_VALUE);
    fired = 0;
  }

  /** Nothing fails any more. */
  public synchronized void heal() {
    fault = Fault.NONE;
  }

  /** How often something failed since it was last told to. */
  public synchronized int fired() {
    return fired;
  }

  /** The texts of all statements since the last call. */
  public synchronized Set<String> seen() {
    Set<String> texts = new LinkedHashSet<>(seen);
    seen.clear();
    return texts;
  }

  private synchronized SQLiteErrorCode codeFor(String sql) {
    seen.add(sql);
    if (!fault.hits(sql)) {
      return SQLiteErrorCode.SQLITE_OK;
    }
    boolean skipped = fault.skip() > 0;
    SQLiteErrorCode code = fault.code();
    fault = fault.after();
    if (skipped) {
      return SQLiteErrorCode.SQLITE_OK;
    }
    fired++;
    return code;
  }

  private DataSource around(DataSource real) {
    return proxy(
        DataSource.class,
        (self, method, arguments) -> {
          if (!method.getName().equals("getConnection")) {
            return invoke(real, method, arguments);
          }
          check(OPEN);
          return around((Connection) invoke(real, method, arguments));
        });
  }

  private Connection around(Connection real) {
    return proxy(
        Connection.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "prepareStatement" ->
                  around(
                      (PreparedStatement) invoke(real, method, arguments),
                      (String) arguments[0],
                      real);
              case "commit" -> {
                SQLiteErrorCode code = codeFor(COMMIT);
                if (code != SQLiteErrorCode.SQLITE_OK) {
                  rollBackAsSqliteDoes(real, code);
                  throw new SQLiteException("injected at commit", code);
                }
                yield invoke(real, method, arguments);
              }
              default -> invoke(real, method, arguments);
            });
  }

  private PreparedStatement around(PreparedStatement real, String sql, Connection connection) {
    return proxy(
        PreparedStatement.class,
        (self, method, arguments) -> {
          if (method.getName().startsWith("execute")) {
            SQLiteErrorCode code = codeFor(sql);
            if (code != SQLiteErrorCode.SQLITE_OK) {
              if (!KEEPS_STATEMENT.contains(code)) {
                real.close();
              }
              rollBackAsSqliteDoes(connection, code);
              throw new SQLiteException("injected " + code, code);
            }
          }
          return invoke(real, method, arguments);
        });
  }

  /** Behind the driver's back, which begins no other transaction. */
  private static void rollBackAsSqliteDoes(Connection connection, SQLiteErrorCode code)
      throws SQLException {
    if (ROLLS_BACK.contains(code) && !connection.getAutoCommit()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("ROLLBACK");
      }
    }
  }

  private void check(String what) throws SQLException {
    SQLiteErrorCode code = codeFor(what);
    if (code != SQLiteErrorCode.SQLITE_OK) {
      throw new SQLiteException("injected " + code, code);
    }
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(FaultyDisk.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
