package dev.andon.hub.budget;

import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one budget has spent and holds in one window, in µ-units of its currency. Guarded by the
 * lock of {@link Budgets}.
 */
abstract sealed class WindowCounter {
  private final BudgetState meter;
  private final Map<Owner, Long> floorUse = new HashMap<>();
  private long held;
  private int holds;
  private boolean warned;
  private boolean stopped;

  private WindowCounter(BudgetState meter) {
    this.meter = meter;
  }

  BudgetState meter() {
    return meter;
  }

  abstract long spent();

  abstract void addSpent(long atMillis, long micros);

  /** When it begins again at zero; empty where it slides. */
  abstract Optional<Instant> resetsAt();

  long held() {
    return held;
  }

  /** Whether a hold will still be booked here. */
  boolean awaited() {
    return holds > 0;
  }

  long used() {
    return Math.addExact(spent(), held);
  }

  void hold(Owners owners, long micros) {
    holds++;
    held = Math.addExact(held, micros);
    useFloors(owners, micros);
  }

  /** The hold becomes spend. */
  void book(Owners owners, long atMillis, long heldMicros, long actual) {
    holds--;
    held = Math.subtractExact(held, heldMicros);
    add(owners, atMillis, actual - heldMicros, actual);
  }

  /** Spend beside any hold. */
  void correct(Owners owners, long atMillis, long micros) {
    add(owners, atMillis, micros, micros);
  }

  private void add(Owners owners, long atMillis, long used, long actual) {
    addSpent(atMillis, actual);
    useFloors(owners, used);
  }

  void useFloors(Owners owners, long micros) {
    if (!meter.rule().floors().isEmpty()) {
      owners.chain().stream()
          .filter(meter.rule().floors()::containsKey)
          .forEach(owner -> floorUse.merge(owner, micros, Math::addExact));
    }
  }

  /** What must stay free for the floors of others. */
  long reservedFor(Owners owners) {
    long reserved = 0;
    for (var floor : meter.rule().floors().entrySet()) {
      if (!owners.chain().contains(floor.getKey())) {
        reserved +=
            Math.max(0, floor.getValue().micros() - floorUse.getOrDefault(floor.getKey(), 0L));
      }
    }
    return reserved;
  }

  /** True once, when the warning is due. */
  boolean crossesWarning(long warnMicros) {
    boolean crosses = !warned && spent() >= warnMicros;
    warned |= crosses;
    return crosses;
  }

  /** True once, at the first refusal. */
  boolean firstStop() {
    boolean first = !stopped;
    stopped = true;
    return first;
  }

  /** A window of the calendar: one sum. */
  static final class Calendar extends WindowCounter {
    private final Span span;
    private long spent;

    Calendar(BudgetState meter, Span span) {
      super(meter);
      this.span = span;
    }

    Span span() {
      return span;
    }

    @Override
    long spent() {
      return spent;
    }

    @Override
    void addSpent(long atMillis, long micros) {
      spent = Math.addExact(spent, micros);
    }

    @Override
    Optional<Instant> resetsAt() {
      return Optional.of(span.end());
    }
  }

  /** A sliding window: a sum per step; a step leaves when its last instant is out of the window. */
  static final class Rolling extends WindowCounter {
    private final long length;
    private final long step;
    private final Deque<Step> steps = new ArrayDeque<>();
    private long spent;
    private long slidTo = Long.MIN_VALUE;

    Rolling(BudgetState meter, BudgetWindow.Rolling window) {
      super(meter);
      this.length = window.length().toMillis();
      this.step = window.stepMillis();
    }

    /**
     * False when the clock went back, so that what already left may have to come back: count again
     * from the ledger.
     */
    boolean slideTo(long nowMillis) {
      boolean forward = nowMillis >= slidTo;
      slidTo = nowMillis;
      while (!steps.isEmpty() && steps.getFirst().end + length <= nowMillis) {
        spent = Math.subtractExact(spent, steps.removeFirst().micros);
      }
      return forward;
    }

    void recount(List<Spending.Piece> pieces) {
      steps.clear();
      spent = 0;
      pieces.stream()
          .sorted((a, b) -> a.until().compareTo(b.until()))
          .forEach(p -> addSpent(p.until().toEpochMilli(), p.micros()));
    }

    @Override
    long spent() {
      return spent;
    }

    @Override
    void addSpent(long atMillis, long micros) {
      long end = Math.floorDiv(atMillis, step) * step + step;
      if (end + length <= slidTo) {
        return;
      }
      spent = Math.addExact(spent, micros);
      if (micros < 0) {
        giveBack(end, micros);
      } else if (!steps.isEmpty() && steps.getLast().end >= end) {
        steps.getLast().micros += micros;
      } else {
        steps.addLast(new Step(end, micros));
      }
    }

    /**
     * In a step of its own time, so that it leaves the window no later than the spend it gives
     * back: if it stayed, as much too much could be spent.
     */
    private void giveBack(long end, long micros) {
      List<Step> later = new ArrayList<>();
      while (!steps.isEmpty() && steps.getLast().end > end) {
        later.addFirst(steps.removeLast());
      }
      if (steps.isEmpty() || steps.getLast().end < end) {
        steps.addLast(new Step(end, 0));
      }
      steps.getLast().micros += micros;
      steps.addAll(later);
    }

    @Override
    Optional<Instant> resetsAt() {
      return Optional.empty();
    }

    private static final class Step {
      private final long end;
      private long micros;

      Step(long end, long micros) {
        this.end = end;
        this.micros = micros;
      }
    }
  }
}
