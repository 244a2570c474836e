package dev.andon.edge.outbox;

import dev.andon.wire.Meta;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import dev.andon.wire.WireCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the hub is told without pictures, in batches that keep their id until the hub has them. At
 * most {@value #MAX_WAITING} events wait; the oldest are dropped and counted.
 */
public final class EventLog {
  static final int MAX_WAITING = 100_000;
  private static final int BATCH = 200;
  private static final UUID NOBODY = new UUID(0, 0);

  private final Database database;
  private final WireCodec codec;
  private final StationId station;

  EventLog(Database database, WireCodec codec, StationId station) {
    this.database = database;
    this.codec = codec;
    this.station = station;
  }

  /**
   * The batch to send now: the one that was sent before and not acknowledged, or else a new one of
   * up to 200 events; empty if nothing waits.
   *
   * @param ids makes the id of a new batch
   * @param now when it is sent
   */
  public Optional<Meta> batch(Supplier<UUID> ids, Stamp now) {
    return database.transact(
        "make a batch of events",
        tx -> {
          Optional<String> open =
              Sql.first(
                  tx,
                  "SELECT batch FROM event WHERE batch IS NOT NULL ORDER BY number LIMIT 1",
                  row -> row.getString(1));
          String id = open.isPresent() ? open.get() : assigned(tx, ids.get().toString());
          List<Meta.Event> events = events(tx, id);
          if (events.isEmpty()) {
            // Nothing of it can be read any more; it must not stand in the way of the next.
            Sql.update(tx, "DELETE FROM event WHERE batch = ?", id);
            return Optional.empty();
          }
          return Optional.of(new Meta(UUID.fromString(id), station, now, events));
        });
  }

  /** The hub has the batch. */
  public void delivered(UUID batch) {
    database.transact(
        "forget delivered events",
        tx -> Sql.update(tx, "DELETE FROM event WHERE batch = ?", batch.toString()));
  }

  /** Events that wait. */
  public long waiting() {
    return database.transact("count events", tx -> Sql.number(tx, "SELECT count(*) FROM event"));
  }

  void append(Connection tx, Meta.Event event) throws SQLException {
    append(tx, codec, station, event);
  }

  /** Without a log of its own: for what is written while a file is put together. */
  static void append(Connection tx, WireCodec codec, StationId station, Meta.Event event)
      throws SQLException {
    Meta single = new Meta(NOBODY, station, new Stamp(NOBODY, Instant.EPOCH, 0), List.of(event));
    Sql.update(tx, "INSERT INTO event (message) VALUES (?)", codec.encode(single));
    int dropped =
        Sql.update(
            tx,
            "DELETE FROM event WHERE number <= (SELECT max(number) FROM event) - " + MAX_WAITING);
    if (dropped > 0) {
      DurableCounters.add(tx, DurableCounters.Name.EVENTS_DROPPED, dropped);
    }
  }

  private static String assigned(Connection tx, String id) throws SQLException {
    Sql.update(
        tx,
        "UPDATE event SET batch = ? WHERE number IN (SELECT number FROM event ORDER BY number LIMIT "
            + BATCH
            + ")",
        id);
    return id;
  }

  private List<Meta.Event> events(Connection tx, String batch) throws SQLException {
    return Sql.list(
            tx,
            "SELECT message FROM event WHERE batch = ? ORDER BY number",
            row -> row.getBytes(1),
            batch)
        .stream()
        .flatMap(this::decoded)
        .toList();
  }

  private Stream<Meta.Event> decoded(byte[] message) {
    return switch (codec.decode(message)) {
      case WireCodec.Accepted(Meta single) -> single.events().stream();
      case WireCodec.Accepted other -> Stream.empty();
      case WireCodec.Rejected wrong -> Stream.empty();
    };
  }
}
