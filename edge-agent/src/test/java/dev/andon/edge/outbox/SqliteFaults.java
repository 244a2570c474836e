package dev.andon.edge.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Lets statements on chosen database files fail with chosen codes. It stands in for the SQLite
 * driver in {@link DriverManager}, so that no code under test knows of it; files without faults get
 * the plain driver's connection. As with the real driver, a full disk, an I/O error and a lack of
 * memory roll the transaction back, and a statement that failed is never executed again.
 * Thread-safe.
 */
public final class SqliteFaults implements AutoCloseable {
  /** What SQLite says when a disk, a file or a machine fails. */
  public static final Set<SQLiteErrorCode> CODES =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(
              java.util.List.of(
                  SQLiteErrorCode.SQLITE_FULL,
                  SQLiteErrorCode.SQLITE_IOERR,
                  SQLiteErrorCode.SQLITE_READONLY,
                  SQLiteErrorCode.SQLITE_CORRUPT,
                  SQLiteErrorCode.SQLITE_BUSY,
                  SQLiteErrorCode.SQLITE_CANTOPEN,
                  SQLiteErrorCode.SQLITE_NOMEM)));

  private static final Map<String, SqliteFaults> BY_FILE = new ConcurrentHashMap<>();
  private static final Set<SQLiteErrorCode> ROLLS_BACK =
      Set.of(
          SQLiteErrorCode.SQLITE_FULL, SQLiteErrorCode.SQLITE_IOERR, SQLiteErrorCode.SQLITE_NOMEM);

  static {
    install();
  }

  private final String file;
  private final Set<String> issued = Collections.synchronizedSet(new LinkedHashSet<>());
  private @Nullable Plan plan;
  private @Nullable SQLiteErrorCode rollBack;

  private static final class Plan {
    private final String sql;
    private final SQLiteErrorCode code;
    private final boolean afterwards;
    private int times;

    Plan(String sql, SQLiteErrorCode code, int times, boolean afterwards) {
      this.sql = sql;
      this.code = code;
      this.times = times;
      this.afterwards = afterwards;
    }
  }

  private SqliteFaults(String file) {
    this.file = file;
  }

  /** Faults for one database file, until closed. */
  public static SqliteFaults on(Path file) {
    SqliteFaults faults = new SqliteFaults(file.toAbsolutePath().normalize().toString());
    BY_FILE.put(faults.file, faults);
    return faults;
  }

  /** Lets the next executions of a statement that begins so fail. */
  public synchronized void fail(String sql, SQLiteErrorCode code, int times) {
    plan = new Plan(sql, code, times, false);
  }

  /** Lets the next executions of a statement take effect and then fail all the same. */
  public synchronized void failAfterwards(String sql, SQLiteErrorCode code, int times) {
    plan = new Plan(sql, code, times, true);
  }

  /** Lets the next ROLLBACK fail too. */
  public synchronized void failRollBack(SQLiteErrorCode code) {
    rollBack = code;
  }

  /** Whether a fault is still to come. */
  public synchronized boolean armed() {
    return plan != null && plan.times > 0;
  }

  /** The cause is gone. */
  public synchronized void mend() {
    plan = null;
    rollBack = null;
  }

  /** Every statement that was executed, in order of its first execution. */
  public Set<String> issued() {
    synchronized (issued) {
      return new LinkedHashSet<>(issued);
    }
  }

  @Override
  public void close() {
    BY_FILE.remove(file, this);
  }

  private synchronized Optional<Plan> due(String sql) {
    issued.add(sql);
    if (sql.equals("ROLLBACK") && rollBack != null) {
      Plan broken = new Plan(sql, rollBack, 0, false);
      rollBack = null;
      return Optional.of(broken);
    }
    Plan now = plan;
    if (now == null || now.times <= 0 || !sql.startsWith(now.sql)) {
      return Optional.empty();
    }
    now.times--;
    return Optional.of(now);
  }

  private static SQLiteException thrown(Plan plan) {
    return new SQLiteException("[" + plan.code + "] on purpose", plan.code);
  }

  /** Nobody pulls the plug in these tests, so nothing is forced to the disk: it takes too long. */
  private static Object @Nullable [] hasty(Object @Nullable [] args) {
    return args != null && args.length > 0 && "PRAGMA synchronous = FULL".equals(args[0])
        ? new Object[] {"PRAGMA synchronous = OFF"}
        : args;
  }

  private @Nullable Object run(Connection real, String sql, Call call) throws Throwable {
    Optional<Plan> due = due(sql);
    if (due.isEmpty()) {
      return call.run();
    }
    if (due.get().afterwards) {
      call.run();
    } else if (ROLLS_BACK.contains(due.get().code) && !sql.matches("BEGIN.*|ROLLBACK")) {
      rollBack(real);
    }
    throw thrown(due.get());
  }

  private static void rollBack(Connection real) {
    try (Statement statement = real.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException nothingOpen) {
      // There was no transaction.
    }
  }

  private interface Call {
    @Nullable Object run() throws Throwable;
  }

  private Connection around(Connection real) {
    return (Connection)
        Proxy.newProxyInstance(
            SqliteFaults.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, args) -> {
              Object made = invoke(real, method, args);
              return switch (made) {
                case PreparedStatement prepared -> around(real, prepared, (String) args[0]);
                case Statement plain -> around(real, plain, null);
                case null -> null;
                default -> made;
              };
            });
  }

  private Statement around(Connection real, Statement statement, @Nullable String prepared) {
    boolean[] freed = new boolean[1];
    return (Statement)
        Proxy.newProxyInstance(
            SqliteFaults.class.getClassLoader(),
            new Class<?>[] {prepared == null ? Statement.class : PreparedStatement.class},
            (proxy, method, args) -> {
              if (!method.getName().startsWith("execute")) {
                return invoke(statement, method, args);
              }
              if (freed[0]) {
                throw new SQLException("statement is not executing");
              }
              String sql = prepared != null ? prepared : (String) args[0];
              try {
                return run(real, sql, () -> invoke(statement, method, hasty(args)));
              } catch (SQLException failure) {
                freed[0] = prepared != null;
                throw failure;
              }
            });
  }

  private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] args)
      throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }

  private static void install() {
    try {
      Class.forName(JDBC.class.getName());
      Collections.list(DriverManager.getDrivers()).stream()
          .filter(JDBC.class::isInstance)
          .forEach(SqliteFaults::retire);
      DriverManager.registerDriver(new Stand());
    } catch (ClassNotFoundException | SQLException failure) {
      throw new IllegalStateException("the faulty driver cannot be installed", failure);
    }
  }

  private static void retire(Driver driver) {
    try {
      DriverManager.deregisterDriver(driver);
    } catch (SQLException failure) {
      throw new IllegalStateException("the real driver cannot be set aside", failure);
    }
  }

  /** The driver under which {@link DriverManager} finds SQLite from now on. */
  private static final class Stand implements Driver {
    private final JDBC real = new JDBC();

    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
      if (!real.acceptsURL(url)) {
        return null;
      }
      SqliteFaults faults = BY_FILE.get(file(url));
      if (faults == null) {
        return real.connect(url, info);
      }
      Optional<Plan> due = faults.due("open");
      if (due.isPresent()) {
        throw thrown(due.get());
      }
      return faults.around(real.connect(url, info));
    }

    private static String file(String url) {
      String path = url.substring("jdbc:sqlite:".length());
      return path.startsWith("file:")
          ? path.substring(5, path.indexOf('?') < 0 ? path.length() : path.indexOf('?'))
          : Path.of(path).toAbsolutePath().normalize().toString();
    }

    @Override
    public boolean acceptsURL(String url) throws SQLException {
      return real.acceptsURL(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
      return real.getPropertyInfo(url, info);
    }

    @Override
    public int getMajorVersion() {
      return real.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
      return real.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
      return false;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getLogger("org.sqlite");
    }
  }
}
