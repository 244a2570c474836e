package dev.andon.hub;

import dev.andon.hub.budget.BudgetStatus;
import dev.andon.hub.time.Rounds;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Notices that a cap was raised or taken away, by whatever way (a changed file, a top-up here or
 * from the command line), so that escalations which wait for money need not wait for the window's
 * end. Looks every few seconds on a thread of its own.
 */
final class RaisedCaps implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(3);

  private final Supplier<List<BudgetStatus>> standings;
  private final Runnable raised;
  private final Rounds rounds = new Rounds("raised-caps", 1);
  private Map<String, Long> stops;

  /**
   * A watch that has seen the caps as they are.
   *
   * @param raised called by the watch's thread after a rise
   */
  RaisedCaps(Supplier<List<BudgetStatus>> standings, Runnable raised) {
    this.standings = standings;
    this.raised = raised;
    this.stops = stops();
  }

  RaisedCaps start(MeterRegistry meters) {
    rounds.every(EVERY, "raised-caps", this::look).countedBy(meters);
    return this;
  }

  /** One look; for one thread at a time. */
  void look() {
    Map<String, Long> now = stops();
    boolean more =
        stops.entrySet().stream()
            .anyMatch(
                before ->
                    Optional.ofNullable(now.get(before.getKey()))
                        .map(stop -> stop > before.getValue())
                        .orElse(true));
    if (more) {
      raised.run();
    }
    stops = now;
  }

  private Map<String, Long> stops() {
    return standings.get().stream()
        .collect(
            Collectors.toMap(
                standing -> standing.rule().id(), standing -> standing.stop().micros(), Math::min));
  }

  @Override
  public void close() {
    rounds.close();
  }
}
