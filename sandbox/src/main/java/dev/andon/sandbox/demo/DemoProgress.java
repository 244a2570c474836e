package dev.andon.sandbox.demo;

import dev.andon.sandbox.audit.AuditReport;
import dev.andon.sandbox.audit.CaptureJournal;
import dev.andon.sandbox.link.LinkState;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * The live line: rewritten in place on a terminal, a plain line every two seconds elsewhere.
 * Confined to the demo's thread.
 */
final class DemoProgress {

  private static final long PLAIN_EVERY_NANOS = 2_000_000_000L;

  private final PrintWriter out;
  private final boolean terminal;
  private final long started;
  private long lastPlain;
  private boolean open;

  DemoProgress(PrintWriter out, boolean terminal, long startedNanos) {
    this.out = out;
    this.terminal = terminal;
    this.started = startedNanos;
    this.lastPlain = startedNanos - PLAIN_EVERY_NANOS;
  }

  /** Shows where the plant stands; {@code phase} says what it does. */
  void show(String phase, Plant plant, boolean primaryGone) {
    long now = System.nanoTime();
    if (!terminal && now - lastPlain < PLAIN_EVERY_NANOS) {
      return;
    }
    lastPlain = now;
    String line = line(phase, plant, primaryGone, now);
    if (terminal) {
      out.print("\r\033[K" + line);
      open = true;
    } else {
      out.println(line);
    }
    out.flush();
  }

  private String line(String phase, Plant plant, boolean primaryGone, long now) {
    CaptureJournal.Pages pages = plant.journal().pages();
    long micros = plant.spendByLine().values().stream().mapToLong(Long::longValue).sum();
    return String.format(
        Locale.ROOT,
        "%5.1f s  %-9s frames %d  triaged on the spot %d  escalated %d  answered %d"
            + "  spend %s %s  link %s  first provider %s",
        (now - started) / 1e9,
        phase,
        pages.frames(),
        pages.confident(),
        pages.captured().size(),
        pages.answered(),
        AuditReport.units(micros).toPlainString(),
        HubSetup.CURRENCY,
        word(plant.link().state()),
        primaryGone ? "GONE" : "up");
  }

  private static String word(LinkState state) {
    return switch (state) {
      case LinkState.Up() -> "up";
      case LinkState.Cut() -> "CUT";
      case LinkState.Stalled() -> "STALLED";
      case LinkState.Slow(long rate) -> "slow";
    };
  }

  /** Leaves the live line as it is and starts a new one. */
  void end() {
    if (open) {
      out.println();
      open = false;
    }
    out.flush();
  }
}
