package dev.andon.edge.status;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The frames that were judged last, as small pictures in memory: half of the places are for those
 * that passed, half for the others, so that a line that runs well does not push out what it was
 * asked about. Never above {@link #MOST_BYTES}. Thread-safe.
 */
public final class LastFrames {
  /** Frames of each half. */
  static final int EACH = 12;

  /** Most bytes of all pictures together. */
  static final long MOST_BYTES = 2L << 20;

  private static final int MOST_SIGNALS = 256;
  private static final long PASSED_NANOS = 1_000_000_000L;
  private static final long OTHER_NANOS = 100_000_000L;

  private final Deque<Kept> passed = new ArrayDeque<>();
  private final Deque<Kept> others = new ArrayDeque<>();
  private final Map<UUID, String> signals = new LinkedHashMap<>();
  private long number;
  private long passedDue;
  private long othersDue;
  private boolean begun;

  /**
   * One of them.
   *
   * @param number names its picture
   * @param signal what the line was told; empty while it is not
   */
  record Kept(long number, ShownFrame frame, Optional<String> signal) {}

  /**
   * Whether a frame is worth a small copy now: not more than one a second of those that pass and
   * ten of the others.
   *
   * @param nanos monotonic
   */
  public synchronized boolean wants(boolean passes, long nanos) {
    if (!begun) {
      begun = true;
      passedDue = nanos;
      othersDue = nanos;
    }
    if (nanos - (passes ? passedDue : othersDue) < 0) {
      return false;
    }
    if (passes) {
      passedDue = nanos + PASSED_NANOS;
    } else {
      othersDue = nanos + OTHER_NANOS;
    }
    return true;
  }

  /** Keeps one; returns its number. */
  public synchronized long add(ShownFrame frame) {
    Deque<Kept> half = frame.outlook().kind() == ShownFrame.Kind.PASSED ? passed : others;
    half.addFirst(new Kept(++number, frame, Optional.empty()));
    while (half.size() > EACH) {
      half.removeLast();
    }
    while (bytes() > MOST_BYTES) {
      oldest().removeLast();
    }
    return number;
  }

  private long bytes() {
    return bytes(passed) + bytes(others);
  }

  private static long bytes(Deque<Kept> half) {
    return half.stream().mapToLong(kept -> kept.frame().picture().jpeg().length).sum();
  }

  private Deque<Kept> oldest() {
    if (passed.isEmpty() || others.isEmpty()) {
      return passed.isEmpty() ? others : passed;
    }
    return passed.getLast().number() < others.getLast().number() ? passed : others;
  }

  /** The line was told something under this id; it may come before the frame is here. */
  public synchronized void told(UUID id, String signal) {
    signals.put(id, signal);
    if (signals.size() > MOST_SIGNALS) {
      signals.remove(signals.keySet().iterator().next());
    }
  }

  /** All of them, newest first. */
  synchronized List<Kept> newestFirst() {
    List<Kept> all = new ArrayList<>(passed);
    all.addAll(others);
    all.sort(Comparator.comparingLong(Kept::number).reversed());
    return all.stream()
        .map(
            kept ->
                new Kept(
                    kept.number(), kept.frame(), kept.frame().outlook().id().map(signals::get)))
        .toList();
  }

  /** A picture, while it is kept. */
  synchronized Optional<byte[]> jpeg(long wanted) {
    return newestFirst().stream()
        .filter(kept -> kept.number() == wanted)
        .map(kept -> kept.frame().picture().jpeg())
        .findFirst();
  }
}
