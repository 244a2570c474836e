package dev.andon.edge.uplink;

import dev.andon.edge.capture.StationClock;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import dev.andon.wire.UuidV7;
import java.util.UUID;

/**
 * Who speaks to the hub: one start of a station's agent.
 *
 * @param boot id of the start
 * @param clock the monotonic one is that of the frames
 * @param ids of event batches
 */
public record StationBoot(StationId station, UUID boot, StationClock clock, UuidV7 ids) {
  /** The monotonic clock. */
  long nanos() {
    return clock.nanos().getAsLong();
  }

  /** When something is said. */
  Stamp stamp(long nanos) {
    return new Stamp(boot, clock.wall().instant(), nanos);
  }
}
