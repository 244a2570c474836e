package dev.andon.hub.account;

import dev.andon.hub.request.Caller;
import dev.andon.hub.request.Checked;

/** The virtual key of whoever asks, through whatever door. Thread-safe. */
public record CallerKeys(Keys keys, StationVirtualKeys stations) {

  public Checked<VirtualKey> find(Caller caller) {
    return switch (caller) {
      case Caller.Presented presented -> keys.find(presented.key());
      case Caller.Anonymous _ -> keys.find("");
      case Caller.Station station -> stations.of(station);
    };
  }
}
