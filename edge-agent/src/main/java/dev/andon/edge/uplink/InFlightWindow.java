package dev.andon.edge.uplink;

import dev.andon.wire.Lane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Escalations on their way without the hub's receipt: bounded in rows and bytes, so that a silent
 * hub does not make the station push its whole outbox into a broker. Confined to one thread.
 */
final class InFlightWindow {
  private final int maxRows;
  private final long maxBytes;
  private final Map<UUID, Flight> flights = new HashMap<>();
  private long bytes;
  private int replays;
  private long replayBytes;

  private record Flight(Lane lane, int bytes, int sends, long dueNanos) {}

  InFlightWindow(int maxRows, long maxBytes) {
    this.maxRows = maxRows;
    this.maxBytes = maxBytes;
  }

  /** Half of the window stays free for what happens now. */
  boolean hasRoom(Lane lane) {
    boolean room = flights.size() < maxRows && bytes < maxBytes;
    return switch (lane) {
      case LIVE -> room;
      case REPLAY ->
          room && replays < Math.max(1, maxRows / 2) && replayBytes < Math.max(1, maxBytes / 2);
    };
  }

  void add(UUID id, Lane lane, int size, int sends, long dueNanos) {
    flights.put(id, new Flight(lane, size, sends, dueNanos));
    bytes += size;
    replays += lane == Lane.REPLAY ? 1 : 0;
    replayBytes += lane == Lane.REPLAY ? size : 0;
  }

  /** Returns how often it had been sent; 0 if it was not on its way. */
  int remove(UUID id) {
    Flight flight = flights.remove(id);
    if (flight == null) {
      return 0;
    }
    bytes -= flight.bytes();
    replays -= flight.lane() == Lane.REPLAY ? 1 : 0;
    replayBytes -= flight.lane() == Lane.REPLAY ? flight.bytes() : 0;
    return flight.sends();
  }

  /** Takes out and returns those that the hub has left unanswered for too long. */
  List<UUID> overdue(long nowNanos) {
    List<UUID> late = new ArrayList<>();
    flights.forEach(
        (id, flight) -> {
          if (nowNanos - flight.dueNanos() >= 0) {
            late.add(id);
          }
        });
    late.forEach(this::remove);
    return late;
  }

  int rows() {
    return flights.size();
  }
}
