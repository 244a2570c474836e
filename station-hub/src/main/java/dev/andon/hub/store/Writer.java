package dev.andon.hub.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only thread that writes to one file. Whatever waits while a commit runs goes into the next
 * transaction together, so that one fsync serves many callers. Thread-safe.
 */
public final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final int QUEUE = 8_192;
  private static final int GROUP = 1_024;

  /** So long a commit may be put off while nobody waits for it: 100 ms. */
  private static final long LINGER_NANOS = 100_000_000;

  private final Connection connection;
  private final Tx tx;
  private final BlockingQueue<Job<?>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicInteger awaited = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closing;

  Writer(Connection connection, String name) {
    this.connection = connection;
    this.tx = new Tx(connection);
    this.thread = Thread.ofPlatform().name(name).daemon(true).start(this::run);
  }

  /**
   * Waits until the group that {@code work} ran in is committed. An exception of {@code work} rolls
   * back its own changes alone and comes out here. Because a group is run again without its
   * culprit, {@code work} may run twice: it must have no effect except through its {@link Tx}, and
   * must not submit.
   */
  public <T> T submit(Function<Tx, T> work) {
    try {
      return enqueue(new Job<>(work, true)).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /**
   * As {@link #submit}, but does not wait; the future ends after the commit, which is put off for a
   * few milliseconds so that many share it. Waits only where thousands are queued before it, and
   * only then minds an interrupt.
   */
  public <T> CompletableFuture<T> submitLater(Function<Tx, T> work) {
    return enqueue(new Job<>(work, false));
  }

  private <T> CompletableFuture<T> enqueue(Job<T> job) {
    try {
      if (closing) {
        throw new IllegalStateException("the store is closed");
      }
      if (!queue.offer(job)) {
        queue.put(job);
      }
      if (job.awaited && awaited.getAndIncrement() == 0) {
        LockSupport.unpark(thread);
      }
      if (closing && !thread.isAlive() && queue.remove(job)) {
        throw new IllegalStateException("the store is closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting to write", e);
    }
    return job.done;
  }

  /** Writes what is queued, then stops. */
  @Override
  public void close() {
    closing = true;
    queue.offer(new Job<>(t -> true, false));
    LockSupport.unpark(thread);
    try {
      thread.join();
      tx.close();
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw new StoreException("cannot close the store: " + e.getMessage(), e);
    }
  }

  private void run() {
    List<Job<?>> group = new ArrayList<>(GROUP);
    while (!closing || !queue.isEmpty()) {
      try {
        group.add(queue.take());
        linger(group.getFirst());
        queue.drainTo(group, GROUP - 1);
        awaited.addAndGet(-(int) group.stream().filter(job -> job.awaited).count());
        commit(group);
      } catch (InterruptedException e) {
        closing = true;
      }
      group.clear();
    }
  }

  /** Until somebody waits for a commit; counting may lag behind the queue, which costs nothing. */
  private void linger(Job<?> first) {
    long end = System.nanoTime() + LINGER_NANOS;
    long left = LINGER_NANOS;
    while (!first.awaited && awaited.get() <= 0 && !closing && left > 0) {
      LockSupport.parkNanos(this, left);
      left = end - System.nanoTime();
    }
  }

  private void commit(List<Job<?>> group) {
    if (runAll(group) == null) {
      group.forEach(Job::finish);
    } else if (group.size() == 1) {
      group.getFirst().fail();
    } else {
      group.forEach(job -> commit(List.of(job)));
    }
  }

  /** Null when all ran and were committed. */
  private @Nullable RuntimeException runAll(List<Job<?>> group) {
    Job<?> current = group.getFirst();
    try {
      tx.update(Migration.LOCK);
      for (Job<?> job : group) {
        current = job;
        job.run(tx);
      }
      connection.commit();
      return null;
    } catch (SQLException e) {
      current.failure = new StoreException("commit failed: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      current.failure = e;
    } catch (Error e) {
      current.failure = new IllegalStateException("a write failed with " + e, e);
    }
    rollback();
    return current.failure;
  }

  private void rollback() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      LOG.error("rollback failed cause={}", e.getMessage());
    }
  }

  private static final class Job<T> {
    private final Function<Tx, T> work;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T result;
    private final boolean awaited;
    private @Nullable RuntimeException failure;

    Job(Function<Tx, T> work, boolean awaited) {
      this.work = work;
      this.awaited = awaited;
    }

    void run(Tx tx) {
      result = work.apply(tx);
    }

    @SuppressWarnings("NullAway") // run() came before, and T itself may be nullable
    void finish() {
      done.complete(result);
    }

    void fail() {
      done.completeExceptionally(
          failure == null ? new IllegalStateException("no failure recorded") : failure);
    }
  }
}
