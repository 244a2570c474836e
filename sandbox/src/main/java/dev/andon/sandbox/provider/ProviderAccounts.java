package dev.andon.sandbox.provider;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A provider's own accounts: the second opinion on what the hub's ledger says. Thread-safe; entries
 * appear when their request has ended.
 */
public final class ProviderAccounts {

  private final ConcurrentLinkedQueue<BookEntry> entries = new ConcurrentLinkedQueue<>();
  private final AtomicLong costMicros = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();

  private volatile Consumer<BookEntry> copy = entry -> {};

  /** From now on every entry goes there too, from the thread that served the request. */
  public void copyTo(Consumer<BookEntry> reader) {
    copy = reader;
  }

  void add(BookEntry entry) {
    entries.add(entry);
    costMicros.addAndGet(entry.costMicros());
    if (entry.answered()) {
      answered.incrementAndGet();
    }
    copy.accept(entry);
  }

  /** Every request that has ended, in the order they ended. */
  public List<BookEntry> entries() {
    return List.copyOf(entries);
  }

  /** Requests that were answered, and charged. */
  public long answered() {
    return answered.get();
  }

  /** All charges, in millionths of the currency. */
  public long costMicros() {
    return costMicros.get();
  }

  /** How often each picture was answered, and charged, by its SHA-256. */
  public Map<String, Long> answersByImage() {
    return entries.stream()
        .filter(BookEntry::answered)
        .flatMap(entry -> entry.images().stream().distinct())
        .collect(Collectors.groupingBy(sha -> sha, Collectors.counting()));
  }
}
