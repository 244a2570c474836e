package dev.andon.hub.gateway;

import dev.andon.hub.exchange.Caller;
import dev.andon.hub.key.KeyOutcome;
import dev.andon.hub.key.Keys;

/** The virtual key of whoever asks, through whatever door. Thread-safe. */
public record CallerKeys(Keys keys, StationKeys stations) {

  KeyOutcome find(Caller caller) {
    return switch (caller) {
      case Caller.Presented presented -> keys.find(presented.key());
      case Caller.Anonymous _ -> keys.find("");
      case Caller.Station station -> stations.of(station);
    };
  }
}
