package dev.andon.hub.ingest.station;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The starts of one station's process, as its pulses and birth messages name them. Each start has
 * an id of its own, so one that was superseded and speaks again means two processes under one name:
 * each gets half of the other's verdicts. One return may be a pulse that was overtaken. Immutable.
 *
 * @param now the start heard last
 * @param before the one before it
 * @param returns how often the superseded one spoke again, each within {@link #FORGOTTEN}
 * @param lastReturn when it last did
 */
record Boots(Optional<UUID> now, Optional<UUID> before, int returns, Instant lastReturn) {
  static final Boots NONE = new Boots(Optional.empty(), Optional.empty(), 0, Instant.EPOCH);

  /** After so long without a return there is one process again. */
  static final Duration FORGOTTEN = Duration.ofMinutes(10);

  private static final int PROOF = 4;

  Boots heard(UUID boot, Instant at) {
    if (now.filter(boot::equals).isPresent()) {
      return this;
    }
    boolean returned = before.filter(boot::equals).isPresent();
    int earlier = recent(at) ? returns : 0;
    return new Boots(
        Optional.of(boot), now, returned ? earlier + 1 : earlier, returned ? at : lastReturn);
  }

  /** Whether two processes use the name. */
  boolean alternate(Instant at) {
    return returns >= PROOF && recent(at);
  }

  private boolean recent(Instant at) {
    return Duration.between(lastReturn, at).abs().compareTo(FORGOTTEN) < 0;
  }
}
