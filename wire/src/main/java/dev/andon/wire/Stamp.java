package dev.andon.wire;

import java.time.Instant;
import java.util.UUID;

/**
 * When something happened, in a form that survives a wrong station clock: wall time for people,
 * monotonic time for order and age within one boot.
 *
 * @param bootId names one start of the station's process
 * @param wall the station's clock, trusted by nobody
 * @param monotonicNanos nanoseconds since an arbitrary point of that boot
 */
public record Stamp(UUID bootId, Instant wall, long monotonicNanos) {}
