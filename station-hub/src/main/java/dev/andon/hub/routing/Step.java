package dev.andon.hub.routing;

import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.request.Trail;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What comes next at one candidate. Immutable.
 *
 * @param <A> what an answer is
 */
sealed interface Step<A> {
  /** It has answered. */
  record Answered<A>(A answer) implements Step<A> {}

  /** Nothing more can be done with it: the next candidate is asked, if there is one. */
  record Leave<A>() implements Step<A> {}

  /**
   * Another attempt.
   *
   * @param cause why it is made
   * @param tried labels of the keys that were tried
   * @param again the key that may be used once more although it was tried
   * @param failures of this candidate so far
   * @param passedOver whether a key was passed over because its breaker is open
   */
  record Attempt<A>(
      Trail.Cause cause,
      Set<String> tried,
      Optional<ProviderKey> again,
      int failures,
      boolean passedOver)
      implements Step<A> {

    static <A> Attempt<A> first(Trail.Cause cause) {
      return new Attempt<>(cause, Set.of(), Optional.empty(), 0, false);
    }

    /** A retry may use the same key again. */
    Set<String> keysToAvoid() {
      if (again.isEmpty()) {
        return tried;
      }
      Set<String> others = new HashSet<>(tried);
      others.remove(again.get().label());
      return others;
    }

    Attempt<A> with(ProviderKey key) {
      Set<String> more = new HashSet<>(tried);
      more.add(key.label());
      return new Attempt<>(cause, more, again, failures, passedOver);
    }

    /** The key's breaker is open: another key. */
    Attempt<A> past() {
      return new Attempt<>(cause, tried, Optional.empty(), failures, true);
    }

    Attempt<A> failed() {
      return new Attempt<>(cause, tried, Optional.empty(), failures + 1, passedOver);
    }

    Attempt<A> because(Trail.Cause next) {
      return new Attempt<>(next, tried, again, failures, passedOver);
    }

    Attempt<A> retrying(ProviderKey key) {
      return new Attempt<>(Trail.Cause.RETRY, tried, Optional.of(key), failures, passedOver);
    }

    /** Any key may be tried once more. */
    Attempt<A> withAllKeys() {
      return new Attempt<>(cause, Set.of(), again, failures, passedOver);
    }
  }
}
