package dev.andon.edge.escalation;

import dev.andon.edge.escalation.RateCap.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a station may ask in a minute, an hour and a day; each holds. Confined to one thread. */
final class RateCaps {
  private final List<RateCap> caps = new ArrayList<>();
  private Taken last = Taken.YES;

  RateCaps(EscalationSettings settings, Escalator.Before before) {
    this(settings, 0, before);
  }

  private RateCaps(EscalationSettings settings, int inAMinute, Escalator.Before before) {
    add(settings.perMinute(), Duration.ofMinutes(1), "a minute", inAMinute, before);
    settings
        .perHour()
        .ifPresent(
            most -> add(most, Duration.ofHours(1), "an hour", before.askedInAnHour(), before));
    settings
        .perDay()
        .ifPresent(most -> add(most, Duration.ofDays(1), "a day", before.askedInADay(), before));
  }

  /** Other caps, of which what was asked lately is used already. */
  RateCaps replaced(EscalationSettings settings, Escalator.Before before) {
    return new RateCaps(settings, caps.getFirst().used(before.nowNanos()), before);
  }

  private void add(int most, Duration length, String window, int used, Escalator.Before before) {
    caps.add(new RateCap(most, length, window, used, before.nowNanos()));
  }

  /** Takes one of each, or says which of them has none. */
  Optional<String> take(long nowNanos, double rank) {
    last = Taken.YES;
    Optional<String> full = Optional.empty();
    for (RateCap cap : caps) {
      Taken one = cap.look(nowNanos, rank);
      if (one == Taken.NO) {
        full = full.or(() -> Optional.of(cap.says()));
      } else if (one == Taken.AS_SUSPICIOUS) {
        last = one;
      }
    }
    if (full.isEmpty()) {
      caps.forEach(RateCap::take);
    }
    return full;
  }

  /** Whether the last one that was taken was there only for a frame this suspicious. */
  boolean forItsScore() {
    return last == Taken.AS_SUSPICIOUS;
  }
}
