package dev.andon.sandbox.bench.edge;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a piece of work has cost the thread that did it. CPU time, not the clock's: a machine that
 * others use as well stops the clock for nobody.
 *
 * @param cpuNanos user and system time
 * @param garbageBytes allocated on the Java heap
 */
record Cost(long cpuNanos, long garbageBytes) {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Work on the calling thread. */
  interface Work {
    void run() throws Exception;
  }

  static Cost of(Work work) throws Exception {
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long cpu = THREADS.getCurrentThreadCpuTime();
    work.run();
    long cpuAfter = THREADS.getCurrentThreadCpuTime();
    return new Cost(cpuAfter - cpu, THREADS.getCurrentThreadAllocatedBytes() - bytes);
  }

  double cpuMs() {
    return cpuNanos / 1e6;
  }
}
