package dev.andon.hub.cache;

import dev.andon.hub.chat.Completion;
import dev.andon.hub.money.Money;
import dev.andon.hub.request.RequestId;
import java.util.Optional;

/**
 * Answers that were given before. Thread-safe. A cache that cannot read or write by-passes and
 * counts; it never fails a request.
 */
public interface AnswerCache {

  /** Looks a question up before any hold is taken: a hit is free, also for an exhausted key. */
  Lookup find(Question question);

  /**
   * Keeps a usable answer: complete, valid against its schema, not an error. Called once the answer
   * is settled, off the caller's path where that is possible.
   *
   * @param miss what {@link #find} said
   * @param cost what it cost, where it is known
   * @param source the request that was answered
   */
  void keep(Lookup.Miss miss, Completion completion, Optional<Money> cost, RequestId source);

  /** By-passes everything; for hubs that switch the cache off. */
  static AnswerCache off() {
    return new AnswerCache() {
      @Override
      public Lookup find(Question question) {
        return new Lookup.Bypassed("the cache is switched off");
      }

      @Override
      public void keep(
          Lookup.Miss miss, Completion completion, Optional<Money> cost, RequestId source) {}
    };
  }
}
