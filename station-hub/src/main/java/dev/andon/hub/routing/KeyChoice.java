package dev.andon.hub.routing;

import dev.andon.hub.exchange.Trail.SkipReason;
import dev.andon.hub.provider.ProviderKey;
import java.time.Duration;
import java.util.Optional;

/** Which of a provider's keys is presented. */
public sealed interface KeyChoice {
  /** This one. */
  record Chosen(ProviderKey key) implements KeyChoice {}

  /**
   * None of them.
   *
   * @param reason why the one that is free soonest is not
   * @param until when that one is free; empty if never
   */
  record None(SkipReason reason, String detail, Optional<Duration> until) implements KeyChoice {}
}
