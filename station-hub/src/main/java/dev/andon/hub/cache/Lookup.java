package dev.andon.hub.cache;

import dev.andon.hub.chat.Completion;
import dev.andon.hub.money.Money;
import dev.andon.hub.request.RequestId;
import java.time.Instant;
import java.util.Optional;

/** What the cache decided about a question. */
public sealed interface Lookup {

  /**
   * The same question has been answered before, inside the same namespace.
   *
   * @param completion the stored answer, with the usage it once cost
   * @param cost what it cost then: the saving
   * @param source the request that was answered by a provider
   */
  record Hit(
      CacheKey key, Completion completion, Optional<Money> cost, RequestId source, Instant storedAt)
      implements Lookup {}

  /** Not known; the answer may be kept under this key. */
  record Miss(CacheKey key) implements Lookup {}

  /**
   * Not looked at, and nothing may be kept.
   *
   * @param reason why, in words for the trail
   */
  record Bypassed(String reason) implements Lookup {}
}
