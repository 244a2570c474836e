package dev.andon.hub.ingest;

import dev.andon.wire.Health;
import dev.andon.wire.StationId;
import dev.andon.wire.StationState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** The stations that were heard of since the start, at most 10 000. Thread-safe. */
final class Stations {
  private static final int MAX = 10_000;

  private final Map<StationId, Seen> seen = new ConcurrentHashMap<>();

  /**
   * What is known of one station.
   *
   * @param lastHeard by the hub's clock
   * @param state its birth message or last will, if one came
   * @param health its last pulse, if one came
   */
  record Seen(
      StationId station,
      Instant lastHeard,
      Optional<StationState> state,
      Optional<Health> health,
      long escalations) {}

  void heard(StationId station, Instant now) {
    change(station, old -> new Seen(station, now, old.state, old.health, old.escalations + 1));
  }

  /** True if the station has just come (back). */
  boolean state(StationState state, Instant now) {
    boolean wasThere =
        Optional.ofNullable(seen.get(state.station()))
            .flatMap(Seen::state)
            .map(old -> old.online() && old.equals(state))
            .orElse(false);
    change(
        state.station(),
        old -> new Seen(old.station, now, Optional.of(state), old.health, old.escalations));
    return state.online() && !wasThere;
  }

  void health(Health health, Instant now) {
    change(
        health.station(),
        old -> new Seen(old.station, now, old.state, Optional.of(health), old.escalations));
  }

  /** All of them, by name. */
  List<Seen> all() {
    return seen.values().stream()
        .sorted((a, b) -> a.station().toString().compareTo(b.station().toString()))
        .toList();
  }

  private void change(StationId station, UnaryOperator<Seen> change) {
    if (seen.size() >= MAX && !seen.containsKey(station)) {
      return;
    }
    seen.compute(
        station,
        (id, old) ->
            change.apply(
                old == null
                    ? new Seen(id, Instant.EPOCH, Optional.empty(), Optional.empty(), 0)
                    : old));
  }
}
