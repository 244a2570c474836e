package dev.andon.sandbox.soak.audit;

/**
 * One fault as it happened.
 *
 * @param kind of the list: kills, stalls, disks, provider, link
 * @param what in words: killed, stalled, disk full, cut …
 * @param target broker, hub, provider, or a station's name
 * @param fromMs when it began, wall clock of this machine in milliseconds
 * @param toMs when it was right again
 */
public record FaultLine(String kind, String what, String target, long fromMs, long toMs) {

  public FaultLine {
    if (toMs < fromMs) {
      throw new IllegalArgumentException("a fault ends at or after " + fromMs + ", not " + toMs);
    }
  }

  /** Whether a process was ended by it. */
  public boolean isKillOf(String process) {
    return kind.equals("kills") && target.equals(process);
  }

  /** Whether a time lies in it, given so much before and behind, in milliseconds. */
  public boolean covers(long atMs, long before, long behind) {
    return atMs >= fromMs - before && atMs <= toMs + behind;
  }
}
