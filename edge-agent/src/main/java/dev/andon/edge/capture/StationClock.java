package dev.andon.edge.capture;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A station's two clocks.
 *
 * @param wall stamps what others read; may jump
 * @param nanos monotonic; deadlines and the stamps of frames are measured with it
 */
public record StationClock(InstantSource wall, LongSupplier nanos) {}
