package dev.andon.hub.cache;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers on their way to the store, so that a question which comes again at once finds its answer.
 * Bounded by bytes: beyond that an answer is found when it is stored. Thread-safe.
 */
final class Underway {
  private static final long MAX_BYTES = 8L << 20;

  private final Map<CacheKey, Lookup.Hit> answers = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();

  Optional<Lookup.Hit> find(CacheKey key) {
    return Optional.ofNullable(answers.get(key));
  }

  /**
   * Notes an answer until it is {@link #stored}.
   *
   * @param size of its text in bytes
   */
  void add(Lookup.Hit answer, long size) {
    if (bytes.addAndGet(size) <= MAX_BYTES) {
      answers.put(answer.key(), answer);
    }
  }

  /** It is in the store, or never will be; called once for each {@link #add}. */
  void stored(Lookup.Hit answer, long size) {
    answers.remove(answer.key(), answer);
    bytes.addAndGet(-size);
  }
}
