package dev.andon.edge.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a station has counted since its outbox was set up, over all restarts. Always {@code frames =
 * confident + escalated + withheld + suppressed}, because each frame and its kind are counted in
 * one transaction. Immutable.
 *
 * @param evictions pictures that were given up, by priority and reason; {@link Name#EVICTED} in all
 */
public record DurableCounters(Map<Name, Long> counts, Map<Evicted, Long> evictions) {

  /** What is counted; each name is a meter {@code andon.edge.NAME} by itself. */
  public enum Name {
    /** Frames that were judged. */
    FRAMES,
    /** Judged on the spot. */
    CONFIDENT,
    /** Unsure, and stored for the hub. */
    ESCALATED,
    /** Passed, and asked about all the same. */
    AUDITED,
    /** Unsure, but above the rate cap or not storable; decided by the station's own rule. */
    WITHHELD,
    /** Unsure about what this part's escalation already asks. */
    SUPPRESSED,
    /** Places of the source where no frame could be read. */
    SKIPPED,
    /** Escalations whose picture was given up. */
    EVICTED,
    /** Escalations stored without their picture because the disk was full. */
    UNSTORABLE,
    /** Escalations that the hub has. */
    RECEIPTED,
    /** Receipts that asked to come again later. */
    DEFERRED,
    /** Escalations that the hub will never take. */
    REFUSED,
    /** Receipted from the replay lane. */
    REPLAYED,
    /** Final verdicts, each escalation once. */
    VERDICTS,
    /** Verdicts that were stored already. */
    REPEATED_VERDICTS,
    /** Verdicts and receipts for ids that this outbox does not know. */
    STRANGERS,
    /** Escalations whose deadline passed without a verdict. */
    TIMED_OUT,
    /** Messages from the hub that could not be read. */
    UNREAD,
    /** Events for the hub that were dropped because too many waited. */
    EVENTS_DROPPED,
    /** Corrupt files set aside. */
    FILES_QUARANTINED,
    /** Frames that could not be stored; rows of the table of that name tell when. */
    UNLOGGED,
    /** Escalations that damage took; rows of the table {@code unlogged} tell which. */
    UNSALVAGED,
    /** Signals of which nobody knows whether they reached the line. */
    ACTUATIONS_UNKNOWN,
    /** The last sequence number given to an escalation. */
    SEQUENCE;

    /** As it stands in the file and in metrics. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Count(String name, long value) {}

  /** Copies. */
  public DurableCounters {
    EnumMap<Name, Long> copy = new EnumMap<>(Name.class);
    copy.putAll(counts);
    counts = Collections.unmodifiableMap(copy);
    evictions = Map.copyOf(evictions);
  }

  /** How often; 0 if never. */
  public long of(Name name) {
    return counts.getOrDefault(name, 0L);
  }

  static DurableCounters read(Connection connection) throws SQLException {
    EnumMap<Name, Long> counts = new EnumMap<>(Name.class);
    Map<String, Long> rows = new HashMap<>();
    for (Count count :
        Sql.list(
            connection,
            "SELECT name, value FROM tally",
            row -> new Count(row.getString(1), row.getLong(2)))) {
      rows.put(count.name(), count.value());
    }
    for (Name name : Name.values()) {
      counts.put(name, rows.getOrDefault(name.text(), 0L));
    }
    Map<Evicted, Long> evictions = new HashMap<>();
    rows.forEach(
        (name, value) -> Evicted.ofTally(name).ifPresent(evicted -> evictions.put(evicted, value)));
    return new DurableCounters(counts, evictions);
  }

  static int add(Connection connection, Name name, long more) throws SQLException {
    return add(connection, name.text(), more);
  }

  /** One more picture is given up. */
  static void evicted(Connection connection, Evicted kind) throws SQLException {
    add(connection, Name.EVICTED, 1);
    add(connection, kind.tally(), 1);
  }

  static int add(Connection connection, String name, long more) throws SQLException {
    return Sql.update(
        connection,
        "INSERT INTO tally VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
        name,
        more);
  }

  static void set(Connection connection, Name name, long value) throws SQLException {
    Sql.update(connection, "INSERT OR REPLACE INTO tally VALUES (?, ?)", name.text(), value);
  }
}
