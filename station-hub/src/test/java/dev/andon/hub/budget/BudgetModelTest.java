package dev.andon.hub.budget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BudgetModelTest {
  private static final int STEPS = 5_000;

  /**
   * Random owners, windows, currencies, parallel calls, cancels, top-ups, crashes and clock jumps.
   * After each step: booked + open holds = used, no cap exceeded, nothing settled twice, nothing
   * refused that fits. {@code -Dandon.seed=N} begins elsewhere.
   */
  @Test
  void twenty_thousand_random_steps_never_break_a_budget() {
    steps(4);
  }

  @Test
  @Tag("slow")
  void a_hundred_thousand_random_steps_never_break_a_budget() {
    steps(20);
  }

  private static void steps(int runs) {
    long first = Long.getLong("andon.seed", 20_261_120L);
    int granted = 0;
    int refused = 0;
    for (int run = 0; run < runs; run++) {
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
    assertThat(granted)
        .as("granted, so that the caps were really approached")
        .isGreaterThan(250 * runs);
    assertThat(refused).as("refused, so that the caps were really met").isGreaterThan(250 * runs);
  }
}
