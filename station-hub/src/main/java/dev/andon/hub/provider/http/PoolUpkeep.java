package dev.andon.hub.provider.http;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import okhttp3.ConnectionPool;
import okhttp3.internal.concurrent.TaskRunner;
import okhttp3.internal.connection.ConnectionListener;

/**
 * A connection pool that looks for connections to close once a second. OkHttp's own wakes a thread
 * at the end of every answer, which locks each connection in turn, also those that requests are
 * using; at 2 000 requests a second that was 9 % of the hub's time. This is the one place that
 * knows OkHttp's inside (5.5); without it everything works, and costs more. Thread-safe.
 */
final class PoolUpkeep implements TaskRunner.Backend {
  private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final TaskRunner.RealBackend threads =
      new TaskRunner.RealBackend(
          Thread.ofPlatform().daemon().name("andon-provider-pool").factory());

  private PoolUpkeep() {}

  static ConnectionPool pool(int maxIdle, long keepAliveMinutes) {
    TaskRunner runner =
        new TaskRunner(new PoolUpkeep(), Logger.getLogger(PoolUpkeep.class.getName()));
    return new ConnectionPool(
        maxIdle,
        keepAliveMinutes,
        TimeUnit.MINUTES,
        runner,
        ConnectionListener.Companion.getNONE());
  }

  @Override
  public long nanoTime() {
    return threads.nanoTime();
  }

  /** Whoever waits looks again within a second. */
  @Override
  public void coordinatorNotify(TaskRunner runner) {}

  @Override
  public void coordinatorWait(TaskRunner runner, long nanos) {
    try {
      threads.coordinatorWait(runner, Math.min(nanos, ROUND_NANOS));
    } catch (InterruptedException lookNow) {
      // Its own thread, which waits again: to keep the interrupt would be never to wait.
    }
  }

  @Override
  public <T> BlockingQueue<T> decorate(BlockingQueue<T> queue) {
    return threads.decorate(queue);
  }

  @Override
  public void execute(TaskRunner runner, Runnable work) {
    threads.execute(runner, work);
  }
}
