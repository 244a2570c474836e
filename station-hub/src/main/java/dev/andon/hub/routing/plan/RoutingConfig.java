package dev.andon.hub.routing.plan;

import java.time.Duration;
import java.util.Optional;

/**
 * How routing decides, as the configuration writes it under {@code routing}. Everything has a
 * default; see {@code docs/routing.md}.
 *
 * @param retries how often a candidate is asked again, 0 to 10, default 2
 * @param firstWait the wait before the first retry, default 500ms; doubles from there
 * @param longestWait the longest wait, default 5s
 * @param connect longest wait for a connection, default 3s
 * @param headers longest wait for the status line, default 30s
 * @param firstToken longest wait for a stream's first token, default 30s
 * @param idle longest silence inside an answer, default 20s
 * @param total longest attempt, default 5m
 * @param share part of the remaining time that an attempt may be silent while others are left,
 *     above 0 and at most 1, default 0.6
 * @param afterUnknown what follows when a request went out and its outcome is not known, default
 *     retry
 * @param fairWait how long it is fair to wait for a provider that has not answered before, default
 *     5s
 * @param breaker when a line to a provider is left alone
 */
public record RoutingConfig(
    Optional<Integer> retries,
    Optional<Duration> firstWait,
    Optional<Duration> longestWait,
    Optional<Duration> connect,
    Optional<Duration> headers,
    Optional<Duration> firstToken,
    Optional<Duration> idle,
    Optional<Duration> total,
    Optional<Double> share,
    Optional<AfterUnknown> afterUnknown,
    Optional<Duration> fairWait,
    Optional<BreakerConfig> breaker) {

  /** What follows when nobody knows whether a provider has answered, and charged. */
  public enum AfterUnknown {
    /** The next attempt; the request may be paid twice. */
    RETRY,
    /** The caller is told so; a station gets an inconclusive verdict. */
    INCONCLUSIVE
  }

  /**
   * When a line to a provider is left alone.
   *
   * @param window how many of the last attempts are looked at, default 10
   * @param minimumAttempts before so many it stays closed, default 5
   * @param failurePercent from this share of failures on it opens, default 50
   * @param open how long it stays open, default 15s
   */
  public record BreakerConfig(
      Optional<Integer> window,
      Optional<Integer> minimumAttempts,
      Optional<Integer> failurePercent,
      Optional<Duration> open) {
    BreakerPolicy policy() {
      BreakerPolicy base = BreakerPolicy.DEFAULT;
      return new BreakerPolicy(
          window.orElse(base.window()),
          minimumAttempts.orElse(base.minimumAttempts()),
          failurePercent.map(Integer::floatValue).orElse(base.failurePercent()),
          open.orElse(base.open()));
    }
  }

  /** Refuses what is out of range when the file is read. */
  public RoutingConfig {
    retry(retries, firstWait, longestWait);
    limits(connect, headers, firstToken, idle, total, share);
  }

  /** What routing decides by. */
  public RoutingPolicy policy() {
    return new RoutingPolicy(
        retry(retries, firstWait, longestWait),
        limits(connect, headers, firstToken, idle, total, share),
        breaker.map(BreakerConfig::policy).orElse(BreakerPolicy.DEFAULT),
        afterUnknown.orElse(AfterUnknown.RETRY) == AfterUnknown.RETRY,
        fairWait.orElse(RoutingPolicy.DEFAULT.fairWait()),
        RoutingPolicy.DEFAULT.leastAttempt());
  }

  private static LimitPolicy limits(
      Optional<Duration> connect,
      Optional<Duration> headers,
      Optional<Duration> firstToken,
      Optional<Duration> idle,
      Optional<Duration> total,
      Optional<Double> share) {
    LimitPolicy base = LimitPolicy.DEFAULT;
    return new LimitPolicy(
        connect.orElse(base.connect()),
        headers.orElse(base.headers()),
        firstToken.orElse(base.firstToken()),
        idle.orElse(base.idle()),
        total.orElse(base.total()),
        share.orElse(base.share()));
  }

  private static RetryPolicy retry(
      Optional<Integer> retries, Optional<Duration> first, Optional<Duration> longest) {
    RetryPolicy base = RetryPolicy.DEFAULT;
    return new RetryPolicy(
        retries.orElse(base.retries()), first.orElse(base.first()), longest.orElse(base.longest()));
  }
}
