package dev.andon.lab;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * Says now and then how far a long evaluation is and how long it may still take. Confined to one
 * thread.
 */
final class EvaluationProgress implements ViewTrial.Step {
  private static final long BETWEEN_NANOS = 5_000_000_000L;

  private final PrintWriter terminal;
  private final LongSupplier nanos;
  private final long all;
  private final long begun;
  private long said;
  private long done;

  /**
   * Nothing done yet.
   *
   * @param all how much will be done
   * @param nanos a clock that only runs forward
   */
  EvaluationProgress(PrintWriter terminal, long all, LongSupplier nanos) {
    this.terminal = terminal;
    this.nanos = nanos;
    this.all = all;
    this.begun = nanos.getAsLong();
    this.said = begun;
  }

  @Override
  public void done(int frames) {
    done += frames;
    long now = nanos.getAsLong();
    if (now - said >= BETWEEN_NANOS && done > 0) {
      said = now;
      double left = (now - begun) / 1e9 / done * Math.max(0, all - done);
      long percent = Math.min(99, 100 * done / Math.max(1, all));
      terminal.printf("%d %% done, about %s left%n", percent, words(left));
      terminal.flush();
    }
  }

  private static String words(double seconds) {
    return seconds < 120 ? Math.round(seconds) + " s" : Math.round(seconds / 60) + " min";
  }
}
