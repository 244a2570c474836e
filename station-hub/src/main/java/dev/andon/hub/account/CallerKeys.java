package dev.andon.hub.account;

import dev.andon.hub.request.Caller;

/** The virtual key of whoever asks, through whatever door. Thread-safe. */
public record CallerKeys(Keys keys, StationKeys stations) {

  public KeyOutcome find(Caller caller) {
    return switch (caller) {
      case Caller.Presented presented -> keys.find(presented.key());
      case Caller.Anonymous _ -> keys.find("");
      case Caller.Station station -> stations.of(station);
    };
  }
}
