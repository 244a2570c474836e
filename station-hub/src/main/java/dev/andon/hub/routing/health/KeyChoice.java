package dev.andon.hub.routing.health;

import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.request.Trail.SkipReason;
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
