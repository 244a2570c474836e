package dev.andon.hub.ratelimit;

import dev.andon.hub.money.Owners;
import dev.andon.hub.request.Checked;
import dev.andon.hub.request.Refusal;
import java.util.Optional;

/**
 * Whether a request may go on now: no storm of equal ones, and within the rates of every owner.
 * Thread-safe.
 */
public record RateLimits(Storms storms, Limits limits) {

  /**
   * Counts one request and takes it, with its tokens, from every owner, or nothing from any.
   *
   * @param key the virtual key's id
   * @param print equal exactly for equal requests; empty for those that are never a storm
   * @param tokens an estimate, input and output; put right with {@link Permit#used}
   */
  public Checked<Permit> enter(String key, Owners owners, Optional<String> print, long tokens) {
    Optional<Refusal.Storm> storm = print.flatMap(fingerprint -> storms.count(key, fingerprint));
    return storm.isPresent() ? new Checked.Stop<>(storm.get()) : limits.enter(owners, tokens);
  }
}
