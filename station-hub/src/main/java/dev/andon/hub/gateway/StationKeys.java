package dev.andon.hub.gateway;

import dev.andon.hub.exchange.Caller;
import dev.andon.hub.exchange.Owner;
import dev.andon.hub.exchange.Owners;
import dev.andon.hub.key.Keys;
import dev.andon.hub.key.VirtualKey;
import java.util.List;

/**
 * The virtual key that a station asks with: one whose id is the station's or the line's name where
 * there is one, otherwise a key of its own that may use {@code allowedModels}. Station, line and
 * plant always pay. Thread-safe.
 *
 * @param allowedModels for stations without a key of their own
 */
public record StationKeys(Keys keys, List<String> allowedModels) {
  public StationKeys {
    allowedModels = List.copyOf(allowedModels);
  }

  VirtualKey of(Caller.Station station) {
    Owner self = new Owner(Owner.Kind.STATION, station.station());
    Owner line = new Owner(Owner.Kind.LINE, station.line());
    Owner plant = new Owner(Owner.Kind.PLANT, station.plant());
    return keys.byId(station.station())
        .or(() -> keys.byId(station.line()))
        .map(key -> key.withOwner(self).withOwner(line).withOwner(plant))
        .orElseGet(
            () ->
                VirtualKey.of(
                    "station-" + station.station(), Owners.of(self, line, plant), allowedModels));
  }
}
