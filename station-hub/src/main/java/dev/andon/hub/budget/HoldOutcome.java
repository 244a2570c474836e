package dev.andon.hub.budget;

import dev.andon.hub.money.Money;
import java.time.Instant;
import java.util.Optional;

/** Whether an attempt may be paid for. */
public sealed interface HoldOutcome {
  /** The bound is reserved on every budget, and its row is on disk. */
  record Held(Hold hold) implements HoldOutcome {}

  /**
   * It does not fit into a budget; nothing was reserved.
   *
   * @param rule the first cap that it does not fit, from the key upwards
   * @param limit with top-ups, at the stop share
   * @param spent booked in this window
   * @param held reserved by attempts under way
   * @param needed the bound that did not fit
   * @param resetsAt when the window begins again; empty for a rolling one
   * @param message one sentence for a human
   */
  record Refused(
      BudgetRule rule,
      Money limit,
      Money spent,
      Money held,
      Money needed,
      Optional<Instant> resetsAt,
      String message)
      implements HoldOutcome {}
}
