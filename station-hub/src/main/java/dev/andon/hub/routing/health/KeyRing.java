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
 * refuses (401, 403) is benched by itself and probed again; a 429 benches its whole quota group.
 * Thread-safe.
 */
public final class KeyRing {
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
  private final Map<String, Seat> seats = new HashMap<>();
  private final Map<String, Bench> groups = new HashMap<>();
  private final List<ProviderKey> keys;

  /** A key's own bench beside its group's. */
  private record Seat(ProviderKey key, Bench own, Bench group) {
    Optional<Duration> benched(long now) {
      Optional<Duration> a = own.benched(now);
      Optional<Duration> b = group.benched(now);
      return a.isPresent() && b.isPresent() && a.get().compareTo(b.get()) < 0 ? b : a.or(() -> b);
    }

    SkipReason reason(long now) {
      return own.benched(now).isPresent() ? SkipReason.KEY_BENCHED : SkipReason.QUOTA_BENCHED;
    }
  }

  public KeyRing(
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
      Bench group =
          groups.computeIfAbsent(
              key.quotaGroup(), g -> new Bench(LIMITED_FIRST, LIMITED_LONGEST, PROBE));
      if (seats.put(
              key.label(), new Seat(key, new Bench(REFUSED_FIRST, REFUSED_LONGEST, PROBE), group))
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
            .filter(k -> seat(k).benched(now).isEmpty())
            .toList();
    if (ready.isEmpty()) {
      return none(serving, tried, now);
    }
    ProviderKey key = draw(ready);
    seat(key).own().play(now);
    seat(key).group().play(now);
    return new KeyChoice.Chosen(key);
  }

  /** The provider took the key and answered. */
  public synchronized void succeeded(ProviderKey key) {
    boolean own = seat(key).own().succeeded();
    boolean group = seat(key).group().succeeded();
    if (own || group) {
      events.keyRestored(provider, key.label());
    }
  }

  /** The provider refused the key itself: 401 or 403. */
  public synchronized void refused(ProviderKey key) {
    Duration wait = seat(key).own().refused(ticker.nanos(), Optional.empty());
    events.keyBenched(provider, key.label(), SkipReason.KEY_BENCHED, wait);
  }

  /** The account is over its rate: 429. */
  public synchronized void limited(ProviderKey key, Optional<Duration> retryAfter) {
    Duration wait = seat(key).group().refused(ticker.nanos(), retryAfter);
    events.keyBenched(provider, key.label(), SkipReason.QUOTA_BENCHED, wait);
  }

  /** The account has no money left. */
  public synchronized void exhausted(ProviderKey key) {
    limited(key, Optional.of(EMPTY_ACCOUNT));
  }

  /** The drawn key was not used, or its use says nothing about it. */
  public synchronized void unused(ProviderKey key) {
    long now = ticker.nanos();
    seat(key).own().unused(now);
    seat(key).group().unused(now);
  }

  /** Each key's label with how long it is still benched; for status pages. */
  public synchronized Map<String, Optional<Duration>> benches() {
    long now = ticker.nanos();
    return keys.stream().collect(Collectors.toMap(ProviderKey::label, k -> seat(k).benched(now)));
  }

  private KeyChoice none(List<ProviderKey> serving, Set<String> tried, long now) {
    List<Seat> benched = new ArrayList<>();
    for (ProviderKey key : serving) {
      if (seat(key).benched(now).isPresent()) {
        benched.add(seat(key));
      }
    }
    return benched.stream()
        .min((a, b) -> wait(a, now).compareTo(wait(b, now)))
        .<KeyChoice>map(
            seat ->
                new KeyChoice.None(
                    seat.reason(now),
                    "benched for another " + wait(seat, now).toMillis() + " ms",
                    Optional.of(wait(seat, now))))
        .orElseGet(
            () ->
                new KeyChoice.None(
                    SkipReason.KEY_BENCHED,
                    tried.size() == 1
                        ? "its only key was tried"
                        : "all " + tried.size() + " keys were tried",
                    Optional.empty()));
  }

  private static Duration wait(Seat seat, long now) {
    return seat.benched(now).orElse(Duration.ZERO);
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

  private Seat seat(ProviderKey key) {
    Seat seat = seats.get(key.label());
    if (seat == null) {
      throw new IllegalArgumentException("provider " + provider + " has no key " + key.label());
    }
    return seat;
  }
}
