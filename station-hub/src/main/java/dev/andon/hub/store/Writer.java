package dev.andon.hub.store;

import dev.andon.hub.store.StoreException.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only thread that writes to one file. Whatever waits while a commit runs goes into the next
 * transaction together, so that one fsync serves many callers. After a failure of the disk the
 * connection is made anew, with growing pauses in which every write is refused at once; while
 * nobody writes, the writer tries by itself whether the cause is gone. Thread-safe.
 */
public final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final int QUEUE = 8_192;
  private static final int GROUP = 1_024;

  /** So long a commit may be put off while nobody waits for it: 100 ms. */
  private static final long LINGER_NANOS = 100_000_000;

  /** For as long another process's lock is waited for again, after the driver's own wait. */
  static final Duration BUSY_PATIENCE = Duration.ofSeconds(15);

  private static final long BUSY_PAUSE_NANOS = 20_000_000;

  /** The shortest pause between two looks whether a broken file works again: 50 ms. */
  private static final long PROBE_NANOS = 50_000_000;

  /** Larger than a page, so that a probe needs room as other writes do. */
  private static final String PROBE = "probe".repeat(8_000);

  private final WriteSession.Opener opener;
  private final Outages outages;
  private final Duration busyPatience;
  private final BlockingQueue<Job<?>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicInteger awaited = new AtomicInteger();
  private final ReopenDelay backoff = new ReopenDelay();
  private final Thread thread;
  private @Nullable WriteSession session;
  private @Nullable StoreException lastFailure;
  private volatile boolean closing;
  private volatile boolean ended;

  /**
   * Starts the thread.
   *
   * @param busyPatience how long a lock of another process is waited for, beyond the first try
   */
  Writer(WriteSession.Opener opener, String name, Outages outages, Duration busyPatience) {
    this.opener = opener;
    this.outages = outages;
    this.busyPatience = busyPatience;
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
      if (ended && queue.remove(job)) {
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
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Job<?>> group = new ArrayList<>(GROUP);
    try {
      while (!closing || !queue.isEmpty()) {
        turn(group);
      }
    } finally {
      closing = true;
      ended = true;
      queue.drainTo(group);
      group.forEach(job -> job.fail(new IllegalStateException("the store is closed")));
      drop();
    }
  }

  /** Whatever a turn throws must cost its callers an answer and not the thread its life. */
  private void turn(List<Job<?>> group) {
    try {
      Job<?> first = next();
      if (first == null) {
        var _ = runAll(List.of(new Job<>(Writer::probe, false)));
        return;
      }
      group.add(first);
      linger(first);
      queue.drainTo(group, GROUP - 1);
      awaited.addAndGet(-(int) group.stream().filter(job -> job.awaited).count());
      commit(group);
    } catch (InterruptedException e) {
      LOG.debug("interrupted, which ends nothing here: only close() does");
    } catch (RuntimeException | Error broken) {
      LOG.error("writer failed, goes on with a new connection", broken);
      group.forEach(job -> job.fail(new IllegalStateException("the writer failed", broken)));
      drop();
    } finally {
      group.clear();
    }
  }

  /** Null where an outage lasts, nobody writes, and it is time to see whether it is over. */
  private @Nullable Job<?> next() throws InterruptedException {
    return outages.now().isEmpty()
        ? queue.take()
        : queue.poll(Math.max(PROBE_NANOS, backoff.leftNanos()), TimeUnit.NANOSECONDS);
  }

  /** Takes room and gives it back, in one transaction: a write that changes nothing needs none. */
  private static int probe(Tx tx) {
    tx.update("INSERT INTO schema_step (feature, version, applied_ms) VALUES (?, 0, 0)", PROBE);
    return tx.update("DELETE FROM schema_step WHERE feature = ?", PROBE);
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
    Optional<RuntimeException> failure = runUnlessBusy(group);
    if (failure.isEmpty()) {
      group.forEach(Job::finish);
    } else if (group.size() == 1 || isBusy(failure.get())) {
      group.forEach(job -> refuse(job, failure.get()));
    } else {
      group.forEach(job -> commit(List.of(job)));
    }
  }

  private void refuse(Job<?> job, RuntimeException failure) {
    if (failure instanceof StoreException store) {
      outages.refused(store.kind());
    }
    job.fail(failure);
  }

  /** The whole group waits for another process together: alone, each would wait as long. */
  private Optional<RuntimeException> runUnlessBusy(List<Job<?>> group) {
    long end = System.nanoTime() + busyPatience.toNanos();
    Optional<RuntimeException> failure = runAll(group);
    while (failure.filter(Writer::isBusy).isPresent() && end - System.nanoTime() > 0 && !closing) {
      LockSupport.parkNanos(this, BUSY_PAUSE_NANOS);
      failure = runAll(group);
    }
    return failure;
  }

  private static boolean isBusy(RuntimeException failure) {
    return failure instanceof StoreException store && store.kind() == Kind.BUSY;
  }

  /** Empty when all ran and were committed. */
  private Optional<RuntimeException> runAll(List<Job<?>> group) {
    StoreException last = lastFailure;
    if (last != null && backoff.leftNanos() > 0) {
      return Optional.of(
          new StoreException(last.kind(), "not tried again yet: " + last.getMessage(), last));
    }
    try {
      runAll(group, session());
      worked();
      return Optional.empty();
    } catch (StoreException e) {
      return Optional.of(failed(e));
    } catch (RuntimeException e) {
      takeBack();
      return Optional.of(e);
    } catch (Error e) {
      takeBack();
      return Optional.of(new IllegalStateException("a write failed with " + e, e));
    }
  }

  private static void runAll(List<Job<?>> group, WriteSession open) {
    open.begin();
    for (Job<?> job : group) {
      job.run(open.tx());
      Optional<StoreException> unnoticed = open.tx().broken();
      if (unnoticed.isPresent()) {
        throw unnoticed.get();
      }
    }
    open.commit();
  }

  private void worked() {
    lastFailure = null;
    backoff.worked();
    outages.worked();
  }

  private StoreException failed(StoreException failure) {
    takeBack();
    if (failure.kind().passes() && failure.kind() != Kind.BUSY) {
      lastFailure = failure;
      backoff.failed();
    }
    outages.failed(failure);
    return failure;
  }

  private void takeBack() {
    if (session != null && !session.rolledBack()) {
      drop();
    }
  }

  private WriteSession session() {
    WriteSession open = session;
    if (open == null) {
      try {
        open = new WriteSession(opener.open());
        session = open;
      } catch (SQLException e) {
        throw StoreException.of("cannot open " + outages.file() + " to write", e);
      }
    }
    return open;
  }

  private void drop() {
    WriteSession old = session;
    session = null;
    if (old != null) {
      try {
        old.close();
      } catch (SQLException broken) {
        LOG.debug("connection not closed cleanly cause={}", broken.getMessage());
      }
    }
  }

  private static final class Job<T> {
    private final Function<Tx, T> work;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T result;
    private final boolean awaited;

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

    void fail(RuntimeException failure) {
      done.completeExceptionally(failure);
    }
  }
}
