package dev.andon.hub.ratelimit;

import java.time.Duration;

/**
 * The tightest rate of a request's owners, for the answer's {@code x-ratelimit-*} headers.
 *
 * @param unit {@code requests} or {@code tokens}
 * @param limit per minute
 * @param remaining now
 * @param reset until it is full again
 */
public record RateState(String unit, long limit, long remaining, Duration reset) {}
