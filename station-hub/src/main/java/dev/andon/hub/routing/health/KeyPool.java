package dev.andon.hub.routing.health;

import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.request.Trail.SkipReason;
import dev.andon.hub.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The keys of one provider: drawn by weight among those that may be used. A key that the provider
 * refuses (401, 403) cools down by itself and is probed then; a 429 cools its whole quota group.
 * Thread-safe.
 */
public final class KeyPool {
  private static final Duration REFUSED_FIRST = Duration.ofSeconds(30);
  private static final Duration REFUSED_LONGEST = Duration.ofMinutes(15);
  private static final Duration LIMITED_FIRST = Duration.ofSeconds(1);
  private static final Duration LIMITED_LONGEST = Duration.ofMinutes(1);
  private static final Duration EMPTY_ACCOUNT = Duration.ofMinutes(5);
  private static final Duration PROBE = Duration.ofSeconds(30);

  private final String provider;
  private final Ticker ticker;
  private final RandomGenerator random;
  private final RoutingEvents events;
  private final Map<String, PooledKey> pooled = new HashMap<>();
  private final Map<String, Cooldown> groups = new HashMap<>();
  private final List<ProviderKey> keys;

  /** A key's own cool-down beside its group's. */
  private record PooledKey(ProviderKey key, Cooldown own, Cooldown group) {
    Optional<Duration> left(long now) {
      Optional<Duration> a = own.left(now);
      Optional<Duration> b = group.left(now);
      return a.isPresent() && b.isPresent() && a.get().compareTo(b.get()) < 0 ? b : a.or(() -> b);
    }

    SkipReason reason(long now) {
      return own.left(now).isPresent()
          ? SkipReason.KEY_COOLING_DOWN
          : SkipReason.QUOTA_COOLING_DOWN;
    }
  }

  public KeyPool(
      String provider,
      List<ProviderKey> keys,
      Ticker ticker,
      RandomGenerator random,
      RoutingEvents events) {
    this.provider = provider;
    this.keys = List.copyOf(keys);
    this.ticker = ticker;
    this.random = random;
    this.events = events;
    for (ProviderKey key : keys) {
      Cooldown group =
          groups.computeIfAbsent(
              key.quotaGroup(), g -> new Cooldown(LIMITED_FIRST, LIMITED_LONGEST, PROBE));
      if (pooled.put(
              key.label(),
              new PooledKey(key, new Cooldown(REFUSED_FIRST, REFUSED_LONGEST, PROBE), group))
          != null) {
        throw new IllegalArgumentException(
            "provider " + provider + " has two keys labelled '" + key.label() + "'");
      }
    }
  }

  /**
   * Draws a key for {@code model}.
   *
   * @param tried labels of keys that this request has tried already
   */
  public synchronized KeyChoice choose(String model, Set<String> tried) {
    long now = ticker.nanos();
    List<ProviderKey> serving = keys.stream().filter(k -> k.serves(model)).toList();
    if (serving.isEmpty()) {
      return new KeyChoice.None(
          SkipReason.NO_KEY_FOR_MODEL,
          "no key of " + provider + " is for this model",
          Optional.empty());
    }
    List<ProviderKey> ready =
        serving.stream()
            .filter(k -> !tried.contains(k.label()))
            .filter(k -> pooledKey(k).left(now).isEmpty())
            .toList();
    if (ready.isEmpty()) {
      return none(serving, tried, now);
    }
    ProviderKey key = draw(ready);
    pooledKey(key).own().use(now);
    pooledKey(key).group().use(now);
    return new KeyChoice.Chosen(key);
  }

  /** The provider took the key and answered. */
  public synchronized void succeeded(ProviderKey key) {
    boolean own = pooledKey(key).own().succeeded();
    boolean group = pooledKey(key).group().succeeded();
    if (own || group) {
      events.keyRestored(provider, key.label());
    }
  }

  /** The provider refused the key itself: 401 or 403. */
  public synchronized void refused(ProviderKey key) {
    Duration wait = pooledKey(key).own().refused(ticker.nanos(), Optional.empty());
    events.keyCoolsDown(provider, key.label(), SkipReason.KEY_COOLING_DOWN, wait);
  }

  /** The account is over its rate: 429. */
  public synchronized void limited(ProviderKey key, Optional<Duration> retryAfter) {
    Duration wait = pooledKey(key).group().refused(ticker.nanos(), retryAfter);
    events.keyCoolsDown(provider, key.label(), SkipReason.QUOTA_COOLING_DOWN, wait);
  }

  /** The account has no money left. */
  public synchronized void exhausted(ProviderKey key) {
    limited(key, Optional.of(EMPTY_ACCOUNT));
  }

  /** The drawn key was not used, or its use says nothing about it. */
  public synchronized void unused(ProviderKey key) {
    long now = ticker.nanos();
    pooledKey(key).own().unused(now);
    pooledKey(key).group().unused(now);
  }

  /** Each key's label with how long it still cools down; for status pages. */
  public synchronized Map<String, Optional<Duration>> benches() {
    long now = ticker.nanos();
    return keys.stream().collect(Collectors.toMap(ProviderKey::label, k -> pooledKey(k).left(now)));
  }

  private KeyChoice none(List<ProviderKey> serving, Set<String> tried, long now) {
    List<PooledKey> resting = new ArrayList<>();
    for (ProviderKey key : serving) {
      if (pooledKey(key).left(now).isPresent()) {
        resting.add(pooledKey(key));
      }
    }
    return resting.stream()
        .min((a, b) -> wait(a, now).compareTo(wait(b, now)))
        .<KeyChoice>map(
            pooledKey ->
                new KeyChoice.None(
                    pooledKey.reason(now),
                    "it cools down for another " + wait(pooledKey, now).toMillis() + " ms",
                    Optional.of(wait(pooledKey, now))))
        .orElseGet(
            () ->
                new KeyChoice.None(
                    SkipReason.KEY_COOLING_DOWN,
                    tried.size() == 1
                        ? "its only key was tried"
                        : "all " + tried.size() + " keys were tried",
                    Optional.empty()));
  }

  private static Duration wait(PooledKey pooledKey, long now) {
    return pooledKey.left(now).orElse(Duration.ZERO);
  }

  private ProviderKey draw(List<ProviderKey> ready) {
    double total = ready.stream().mapToDouble(ProviderKey::weight).sum();
    double at = random.nextDouble() * total;
    for (ProviderKey key : ready) {
      at -= key.weight();
      if (at < 0) {
        return key;
      }
    }
    return ready.getLast();
  }

  private PooledKey pooledKey(ProviderKey key) {
    PooledKey pooledKey = pooled.get(key.label());
    if (pooledKey == null) {
      throw new IllegalArgumentException("provider " + provider + " has no key " + key.label());
    }
    return pooledKey;
  }
}
