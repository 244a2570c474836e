package dev.andon.hub.ingest;

import dev.andon.hub.request.RequestLane;
import dev.andon.hub.store.StoreException;
import dev.andon.hub.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Escalations waiting to be judged, by lane. Each lane has its own workers, so that the replay
 * lane, however long, never stands before a live escalation. Holds ids, not pictures. Thread-safe.
 */
final class JudgingQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JudgingQueue.class);
  private static final int FULL = 20_000;

  private final BlockingQueue<Entry> live = new LinkedBlockingQueue<>();
  private final BlockingQueue<Entry> replay = new LinkedBlockingQueue<>();
  private final List<Thread> workers = new ArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean closing;

  /**
   * One escalation to judge.
   *
   * @param deadline when its answer is due
   */
  record Entry(EscalationStore.Case file, RequestLane lane, Deadline deadline) {}

  /** Starts the workers; {@code judge} must not throw for expected outcomes. */
  void start(int liveWorkers, int replayWorkers, Consumer<Entry> judge) {
    for (int i = 0; i < liveWorkers; i++) {
      workers.add(Thread.ofVirtual().name("judge-live-" + i).start(() -> work(live, judge)));
    }
    for (int i = 0; i < replayWorkers; i++) {
      workers.add(Thread.ofVirtual().name("judge-replay-" + i).start(() -> work(replay, judge)));
    }
  }

  void add(Entry entry) {
    open.incrementAndGet();
    (entry.lane() == RequestLane.LIVE ? live : replay).add(entry);
  }

  /** Whether stations should keep what they have for this lane for a while. */
  boolean full(RequestLane lane) {
    return (lane == RequestLane.LIVE ? live : replay).size() >= FULL;
  }

  /** Escalations that wait or are being judged, in both lanes. */
  int size() {
    return open.get();
  }

  private void work(BlockingQueue<Entry> queue, Consumer<Entry> judge) {
    while (!closing) {
      try {
        Entry entry = queue.take();
        judgeSafely(judge, entry);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** A bug in one escalation must not take the worker from the others. */
  private void judgeSafely(Consumer<Entry> judge, Entry entry) {
    try {
      judge.accept(entry);
    } catch (StoreException refused) {
      LOG.error("escalation not judged id={} cause={}", entry.file().id(), refused.getMessage());
    } catch (RuntimeException | Error bug) {
      LOG.error("escalation not judged id={}", entry.file().id(), bug);
    } finally {
      open.decrementAndGet();
    }
  }

  /** Interrupts what is being judged and waits for it; what is left stays in the store. */
  @Override
  public void close() {
    closing = true;
    workers.forEach(Thread::interrupt);
    for (Thread worker : workers) {
      try {
        worker.join(5_000);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
