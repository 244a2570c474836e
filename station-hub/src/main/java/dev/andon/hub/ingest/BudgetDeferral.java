package dev.andon.hub.ingest;

import dev.andon.hub.request.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which lines have no money left until when, so that their stations can be asked to keep
 * their escalations. A pause is short where no reset is known, and never longer than an hour: the
 * next escalation finds out whether somebody topped up. Thread-safe.
 */
final class BudgetDeferral {
  private static final Duration UNKNOWN = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final boolean defer;
  private final InstantSource clock;
  private final Map<String, Paused> lines = new ConcurrentHashMap<>();

  BudgetDeferral(boolean defer, InstantSource clock) {
    this.defer = defer;
    this.clock = clock;
  }

  private record Paused(Instant until, String message) {}

  /** A line's escalation was refused for money. */
  void note(String line, Refusal.Budget refusal) {
    Instant now = clock.instant();
    Instant until = refusal.resetsAt().orElse(now.plus(UNKNOWN));
    Instant latest = now.plus(LONGEST);
    lines.put(line, new Paused(until.isBefore(latest) ? until : latest, refusal.message()));
  }

  /** There may be money again: the next escalation finds out. */
  void forget() {
    lines.clear();
  }

  /** Why and how long a line's stations should keep what they have; empty if they need not. */
  Optional<Pause> of(String line) {
    Paused paused = defer ? lines.get(line) : null;
    if (paused == null) {
      return Optional.empty();
    }
    Duration left = Duration.between(clock.instant(), paused.until);
    // Longer than any pause begins with: the clock was set back meanwhile.
    return left.isPositive() && left.compareTo(LONGEST) <= 0
        ? Optional.of(new Pause(left, paused.message))
        : Optional.empty();
  }

  /** How long, and what the budget said. */
  record Pause(Duration remaining, String message) {}
}
