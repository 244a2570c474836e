package dev.andon.edge.uplink;

import dev.andon.wire.StationId;
import java.util.random.RandomGenerator;

/**
 * What this station's broker and the way to it have shown that they do not take; outlives
 * connections.
 *
 * @param topics that it does not let us publish on
 * @param rows that it throws us out for
 * @param replay how much may be on its way beside what happens now
 */
record BrokerLimits(RefusedTopics topics, PoisonRows rows, ReplayPace replay) {
  static BrokerLimits of(StationId station, UplinkSettings settings, RandomGenerator random) {
    return new BrokerLimits(
        new RefusedTopics(station),
        new PoisonRows(),
        new ReplayPace(settings.replay(), settings.windowBytes() / 2, random));
  }
}
