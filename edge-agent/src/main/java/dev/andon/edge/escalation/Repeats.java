package dev.andon.edge.escalation;

import dev.andon.edge.capture.Frame;
import dev.andon.wire.Region;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Remembers which places of which parts have been asked about lately. Bounded; confined to one
 * thread.
 */
final class Repeats {
  private static final int MAX_PARTS = 1_024;

  private long windowNanos;
  private final Map<Part, Asked> parts = new LinkedHashMap<>();

  private record Part(String id, String variant, String view) {
    static Part of(Frame frame) {
      return new Part(frame.partId(), frame.variant(), frame.view());
    }
  }

  private record Asked(Set<Integer> slots, long atNanos) {}

  Repeats(long windowNanos) {
    this.windowNanos = windowNanos;
  }

  /** From now on, another window. */
  void window(long nanos) {
    windowNanos = nanos;
  }

  /** Whether every one of these places has been asked about within the window. */
  boolean covers(Frame frame, List<Region> regions) {
    Asked asked = parts.get(Part.of(frame));
    return asked != null
        && frame.monotonicNanos() - asked.atNanos() < windowNanos
        && asked.slots().containsAll(slots(regions));
  }

  /** These places are being asked about now. */
  void remember(Frame frame, List<Region> regions) {
    if (windowNanos == 0) {
      return;
    }
    Part part = Part.of(frame);
    Asked before = parts.remove(part);
    Set<Integer> slots = slots(regions);
    if (before != null && frame.monotonicNanos() - before.atNanos() < windowNanos) {
      slots.addAll(before.slots());
    }
    parts.put(part, new Asked(slots, frame.monotonicNanos()));
    if (parts.size() > MAX_PARTS) {
      parts.remove(parts.keySet().iterator().next());
    }
  }

  private static Set<Integer> slots(List<Region> regions) {
    return regions.stream().map(Region::slot).collect(Collectors.toCollection(HashSet::new));
  }
}
