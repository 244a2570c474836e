package dev.andon.hub.ingest.station;

import dev.andon.wire.Health;
import dev.andon.wire.StationId;
import dev.andon.wire.StationState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The stations that were heard of since the start, at most 10 000. Thread-safe. */
public final class Stations {
  private static final int MAX = 10_000;

  private final Map<StationId, Seen> seen = new ConcurrentHashMap<>();
  private final Consumer<StationId> twins;
  private final Complaints complaints = new Complaints();

  /**
   * What is known of one station.
   *
   * @param lastHeard by the hub's clock
   * @param state its birth message or last will, if one came
   * @param health its last pulse, if one came
   * @param boots the starts of its process
   * @param notKnown verdicts that it had not asked for
   */
  public record Seen(
      StationId station,
      Instant lastHeard,
      Optional<StationState> state,
      Optional<Health> health,
      long escalations,
      Boots boots,
      long notKnown) {
    private static Seen of(StationId station) {
      return new Seen(station, Instant.EPOCH, Optional.empty(), Optional.empty(), 0, Boots.NONE, 0);
    }
  }

  public Stations() {
    this(_ -> {});
  }

  /**
   * @param twins told once, when two processes are found to use one station's name
   */
  public Stations(Consumer<StationId> twins) {
    this.twins = twins;
  }

  public void heard(StationId station, Instant now) {
    change(
        station,
        old ->
            new Seen(
                station, now, old.state, old.health, old.escalations + 1, old.boots, old.notKnown));
  }

  /** What is wrong with their messages. */
  public Complaints complaints() {
    return complaints;
  }

  /** The station was sent a verdict on what it never asked. */
  public void notKnown(StationId station, Instant now) {
    change(
        station,
        old ->
            new Seen(
                station, now, old.state, old.health, old.escalations, old.boots, old.notKnown + 1));
  }

  /** Whether two processes use the station's name now. */
  public boolean twins(Seen station, Instant now) {
    return station.boots.alternate(now);
  }

  /** True if the station has just come (back). */
  public boolean state(StationState state, Instant now) {
    boolean wasThere =
        Optional.ofNullable(seen.get(state.station()))
            .flatMap(Seen::state)
            .map(old -> old.online() && old.equals(state))
            .orElse(false);
    change(
        state.station(),
        old ->
            new Seen(
                old.station,
                now,
                Optional.of(state),
                old.health,
                old.escalations,
                // A last will comes late and from the start before.
                state.online() ? old.boots.heard(state.bootId(), now) : old.boots,
                old.notKnown));
    return state.online() && !wasThere;
  }

  public void health(Health health, Instant now) {
    change(
        health.station(),
        old ->
            new Seen(
                old.station,
                now,
                old.state,
                Optional.of(health),
                old.escalations,
                old.boots.heard(health.sent().bootId(), now),
                old.notKnown));
  }

  /** All of them, by name. */
  public List<Seen> all() {
    return seen.values().stream()
        .sorted((a, b) -> a.station().toString().compareTo(b.station().toString()))
        .toList();
  }

  private void change(StationId station, UnaryOperator<Seen> change) {
    if (seen.size() >= MAX && !seen.containsKey(station)) {
      return;
    }
    AtomicBoolean found = new AtomicBoolean();
    seen.compute(
        station,
        (id, old) -> {
          Seen before = old == null ? Seen.of(id) : old;
          Seen after = change.apply(before);
          found.set(
              after.boots.alternate(after.lastHeard) && !before.boots.alternate(after.lastHeard));
          return after;
        });
    if (found.get()) {
      twins.accept(station);
    }
  }
}
