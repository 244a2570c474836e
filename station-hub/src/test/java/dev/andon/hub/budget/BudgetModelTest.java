package dev.andon.hub.budget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BudgetModelTest {
  private static final int RUNS = 20;
  private static final int STEPS = 5_000;

  /**
   * 100 000 steps: random owners, windows, currencies, parallel calls, cancels, top-ups, crashes
   * and clock jumps. After each: booked + open holds = used, no cap exceeded, nothing settled
   * twice, nothing refused that fits. {@code -Dandon.seed=N} begins elsewhere.
   */
  @Test
  void a_hundred_thousand_random_steps_never_break_a_budget() {
    long first = Long.getLong("andon.seed", 20_261_120L);
    int granted = 0;
    int refused = 0;
    for (int run = 0; run < RUNS; run++) {
      try (ModelRun model = new ModelRun(first + run)) {
        for (int step = 0; step < STEPS; step++) {
          try {
            model.step();
          } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                "seed " + (first + run) + ", step " + step + ": " + e.getMessage(), e);
          }
        }
        granted += model.granted();
        refused += model.refused();
      }
    }
    assertThat(granted).as("granted, so that the caps were really approached").isGreaterThan(5_000);
    assertThat(refused).as("refused, so that the caps were really met").isGreaterThan(5_000);
  }
}
