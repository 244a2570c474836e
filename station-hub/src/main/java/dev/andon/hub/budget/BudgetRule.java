package dev.andon.hub.budget;

import static java.util.Objects.requireNonNull;

import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

/**
 * One cap on one owner. Immutable.
 *
 * @param limit per window, in the budget's own currency
 * @param mode what happens at the stop
 * @param warnAt share of the limit, 0 to 1, at which it warns
 * @param stopAt share of the limit, above 0 to 1, that is never exceeded
 * @param autoTopUp grows by itself, for contracts that allow it
 * @param floors what is kept free in this budget for these owners below it, each until it has used
 *     as much
 */
public record BudgetRule(
    Owner owner,
    BudgetWindow window,
    Money limit,
    Mode mode,
    BigDecimal warnAt,
    BigDecimal stopAt,
    Optional<AutoTopUp> autoTopUp,
    Map<Owner, Money> floors) {
  public static final BigDecimal DEFAULT_WARN_AT = new BigDecimal("0.8");

  /** What a budget does with an attempt that does not fit. */
  public enum Mode {
    /** Refuses it. */
    HARD,
    /** Lets it pass and raises an alert. */
    SOFT,
    /** Lets it pass and counts that it would have been refused: to try a cap out. */
    SHADOW
  }

  /**
   * Raises the limit by {@code step} for the rest of the window whenever an attempt would not fit,
   * up to {@code ceiling}.
   *
   * @param ceiling the highest limit with all automatic steps
   */
  public record AutoTopUp(Money step, Money ceiling) {
    public AutoTopUp {
      if (step.micros() <= 0) {
        throw new IllegalArgumentException("auto_top_up step is " + step + "; it must be above 0");
      }
    }
  }

  public BudgetRule {
    requireNonNull(window, "window is null");
    requireNonNull(mode, "mode is null");
    floors = Map.copyOf(floors);
    if (limit.isNegative()) {
      throw new IllegalArgumentException(
          "budget of " + owner + " is " + limit + "; it must be 0 or more");
    }
    share("warn_at", warnAt);
    share("stop_at", stopAt);
    for (Money floor : floors.values()) {
      if (floor.isNegative() || !floor.currency().equals(limit.currency())) {
        throw new IllegalArgumentException(
            "floor "
                + floor
                + " in the budget of "
                + owner
                + " must be 0 or more "
                + limit.currency());
      }
    }
    autoTopUp.ifPresent(auto -> sameCurrency(limit, auto));
    long kept = floors.values().stream().mapToLong(Money::micros).reduce(0, Math::addExact);
    if (kept > limit.micros()) {
      throw new IllegalArgumentException(
          "the floors in the budget of " + owner + " add up to more than its limit of " + limit);
    }
  }

  /** A hard cap with the usual thresholds. */
  public static BudgetRule hard(Owner owner, BudgetWindow window, Money limit) {
    return new BudgetRule(
        owner,
        window,
        limit,
        Mode.HARD,
        DEFAULT_WARN_AT,
        BigDecimal.ONE,
        Optional.empty(),
        Map.of());
  }

  public BudgetRule withMode(Mode other) {
    return new BudgetRule(owner, window, limit, other, warnAt, stopAt, autoTopUp, floors);
  }

  public BudgetRule withStopAt(BigDecimal share) {
    return new BudgetRule(owner, window, limit, mode, warnAt, share, autoTopUp, floors);
  }

  public BudgetRule withAutoTopUp(AutoTopUp auto) {
    return new BudgetRule(owner, window, limit, mode, warnAt, stopAt, Optional.of(auto), floors);
  }

  public BudgetRule withFloors(Map<Owner, Money> other) {
    return new BudgetRule(owner, window, limit, mode, warnAt, stopAt, autoTopUp, other);
  }

  /**
   * Names the rule in rows and messages: {@code team/vision month EUR}. One owner has one rule per
   * window and currency.
   */
  public String id() {
    return owner + " " + window.name() + " " + limit.currency();
  }

  /** {@code share} of {@code micros}, rounded down, so that a stop is never late. */
  static long part(BigDecimal share, long micros) {
    return share.compareTo(BigDecimal.ONE) == 0
        ? micros
        : BigDecimal.valueOf(micros)
            .multiply(share)
            .setScale(0, RoundingMode.FLOOR)
            .longValueExact();
  }

  private static void share(String name, BigDecimal share) {
    if (share.signum() <= 0 || share.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException(
          name + " is " + share + "; it must be above 0 and at most 1, for example 0.9");
    }
  }

  private static void sameCurrency(Money limit, AutoTopUp auto) {
    if (auto.step().compareTo(auto.ceiling()) > 0 || limit.compareTo(auto.ceiling()) > 0) {
      throw new IllegalArgumentException(
          "auto_top_up ceiling "
              + auto.ceiling()
              + " must not be below its step or the limit "
              + limit);
    }
  }
}
