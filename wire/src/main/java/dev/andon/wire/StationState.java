package dev.andon.wire;

import java.time.Instant;
import java.util.UUID;

/**
 * Retained: whether a station is connected. The last will says {@code online = false}.
 *
 * @param since when the connection was made, by the station's clock
 */
public record StationState(StationId station, boolean online, UUID bootId, Instant since)
    implements WireMessage {}
