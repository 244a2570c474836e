package dev.andon.hub.account;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which stations a plant has. As soon as the configuration names one, no other is served; as soon
 * as it names a line, no other line is. Immutable.
 *
 * <p>A station is a station of its line: where two lines have one of the same name, each has its
 * own account, {@code LINE/STATION}. Where the name is there once, the account is the bare name, as
 * it always was, so that what an older ledger holds goes on counting.
 *
 * @param lines named lines; any if there are none
 * @param stations named stations; any if there are none
 */
public record Roster(String plant, Set<String> lines, List<Named> stations) {
  public Roster {
    lines = Set.copyOf(lines);
    stations = List.copyOf(stations);
    for (Named one : stations) {
      if (stations.stream().filter(one::mayBe).count() > 1) {
        throw new IllegalArgumentException(
            "stations names "
                + one
                + " twice, or once without its line; write each as {id: "
                + one.station
                + ", line: LINE} with a line of its own");
      }
    }
  }

  /** One station of the configuration. */
  public record Named(Optional<String> line, String station) {
    private boolean mayBe(Named other) {
      return station.equals(other.station)
          && (line.isEmpty() || other.line.isEmpty() || line.equals(other.line));
    }

    @Override
    public String toString() {
      return line.map(on -> on + "/").orElse("") + station;
    }
  }

  /** Any station of any line of the plant, as in a trial. */
  public static Roster open(String plant) {
    return new Roster(plant, Set.of(), List.of());
  }

  static Roster of(String plant, List<AccountConfig> lines, List<AccountConfig> stations) {
    return new Roster(
        plant,
        lines.stream().map(AccountConfig::id).collect(Collectors.toSet()),
        stations.stream().map(one -> new Named(one.line(), one.id())).toList());
  }

  /** Whether no station is named, so that any is served. */
  public boolean open() {
    return stations.isEmpty();
  }

  /** Why a station is not served, and what to add; empty for one that is. */
  public Optional<String> objection(String itsPlant, String line, String station) {
    if (!itsPlant.equals(plant)) {
      return Optional.of("this is the hub of plant " + plant + ", not of " + itsPlant);
    }
    if (!open() && stations.stream().noneMatch(named -> is(named, line, station))) {
      return Optional.of(
          "station %s/%s is not in hub.yaml; add - {id: %s, line: %s} under stations"
              .formatted(line, station, station, line));
    }
    boolean bound = stations.stream().anyMatch(n -> is(n, line, station) && n.line.isPresent());
    return bound || lines.isEmpty() || lines.contains(line)
        ? Optional.empty()
        : Optional.of(
            "line %s is not in hub.yaml; add - {id: %s} under lines".formatted(line, line));
  }

  private static boolean is(Named named, String line, String station) {
    return named.station.equals(station) && named.line.filter(on -> !on.equals(line)).isEmpty();
  }

  /** Under what name a station pays. */
  public String account(String line, String station) {
    return shared(station) ? line + "/" + station : station;
  }

  /** Whether several lines have a station of that name. */
  public boolean shared(String station) {
    return stations.stream().filter(named -> named.station.equals(station)).count() > 1;
  }
}
