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
 * @param hubClock learns from the hub's receipts where its clock stands
 */
public record StationBoot(
    StationId station, UUID boot, StationClock clock, UuidV7 ids, HubClock hubClock) {
  /** The monotonic clock. */
  long nanos() {
    return clock.nanos().getAsLong();
  }

  /** Now. */
  public Stamp stamp() {
    return stamp(nanos());
  }

  /** When something is said. */
  Stamp stamp(long nanos) {
    return new Stamp(boot, clock.wall().instant(), nanos);
  }
}
