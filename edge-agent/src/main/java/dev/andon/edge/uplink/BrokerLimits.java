package dev.andon.edge.uplink;

import dev.andon.wire.StationId;

/**
 * What this station's broker has shown that it does not take; outlives connections.
 *
 * @param topics that it does not let us publish on
 * @param rows that it throws us out for
 */
record BrokerLimits(RefusedTopics topics, PoisonRows rows) {
  static BrokerLimits of(StationId station) {
    return new BrokerLimits(new RefusedTopics(station), new PoisonRows());
  }
}
