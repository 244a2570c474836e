package dev.andon.hub.budget;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One or several caps with the same behaviour, as in {@code {monthly_usd: 200, daily_usd: 20,
 * hard_cap: true}}.
 *
 * @param owner {@code kind/id}, in the list of budgets; elsewhere the owner is where it stands
 * @param hardCap true refuses what does not fit (default), false only warns
 * @param mode in place of hard_cap: hard, soft, or shadow, which only counts
 * @param warnAt share of the amount; default 0.8
 * @param stopAt share of the amount that is never exceeded; default 1
 * @param autoTopUp steps and ceiling, in the amount's currency
 * @param floors by {@code kind/id}: what stays free for them
 * @param amounts window and currency to amount
 */
public record BudgetConfig(
    Optional<String> owner,
    Optional<Boolean> hardCap,
    Optional<BudgetRule.Mode> mode,
    Optional<BigDecimal> warnAt,
    Optional<BigDecimal> stopAt,
    Optional<AutoTopUpConfig> autoTopUp,
    Optional<Map<String, BigDecimal>> floors,
    @JsonAnySetter @Nullable Map<String, Object> amounts) {
  /**
   * As written under {@code auto_top_up}.
   *
   * @param step what is added at a time
   * @param ceiling what the limit never exceeds
   */
  public record AutoTopUpConfig(BigDecimal step, BigDecimal ceiling) {}

  public BudgetConfig {
    amounts = amounts == null ? Map.of() : new TreeMap<>(amounts);
    if (hardCap.isPresent() && mode.isPresent()) {
      throw new IllegalArgumentException("write hard_cap or mode, not both");
    }
    if (amounts.isEmpty()) {
      throw new IllegalArgumentException("a budget needs an amount: " + BudgetWindowKey.FORMS);
    }
  }

  /** Amounts alone, with everything else at its default. */
  public static BudgetConfig ofAmounts(
      Map<String, Object> amounts, Optional<BigDecimal> warnAt, Optional<BigDecimal> stopAt) {
    return new BudgetConfig(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        warnAt,
        stopAt,
        Optional.empty(),
        Optional.empty(),
        amounts);
  }

  /** The rules for the owner that stands in {@code owner}. */
  public List<BudgetRule> rules(PlantCalendar calendar) {
    return rules(
        owner
            .map(Owner::parse)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "a budget in the list needs its owner, such as line/line-1")),
        calendar);
  }

  /** The rules, one per amount. */
  public List<BudgetRule> rules(Owner whose, PlantCalendar calendar) {
    List<BudgetRule> rules = new ArrayList<>();
    amountsOf()
        .forEach(
            (key, value) -> {
              BudgetWindowKey amount =
                  BudgetWindowKey.parse(key, calendar)
                      .orElseThrow(
                          () ->
                              new IllegalArgumentException(
                                  "unknown key '"
                                      + key
                                      + "'; a budget is named "
                                      + BudgetWindowKey.FORMS));
              rules.add(rule(whose, amount, decimal(key, value)));
            });
    return rules;
  }

  private Map<String, Object> amountsOf() {
    return amounts == null ? Map.of() : amounts;
  }

  private BudgetRule rule(Owner whose, BudgetWindowKey key, BigDecimal amount) {
    if (floors.isPresent() && key.window() instanceof BudgetWindow.Rolling) {
      throw new IllegalArgumentException(
          "floors need a window of the calendar; " + key.window().name() + " slides");
    }
    return new BudgetRule(
        whose,
        key.window(),
        Money.of(amount, key.currency()),
        mode.orElse(hardCap.orElse(true) ? BudgetRule.Mode.HARD : BudgetRule.Mode.SOFT),
        warnAt.orElse(BudgetRule.DEFAULT_WARN_AT),
        stopAt.orElse(BigDecimal.ONE),
        autoTopUp.map(
            a ->
                new BudgetRule.AutoTopUp(
                    Money.of(a.step(), key.currency()), Money.of(a.ceiling(), key.currency()))),
        floors.orElse(Map.of()).entrySet().stream()
            .collect(
                Collectors.toMap(
                    e -> Owner.parse(e.getKey()), e -> Money.of(e.getValue(), key.currency()))));
  }

  private static BigDecimal decimal(String key, Object value) {
    if (value instanceof Number || value instanceof String) {
      try {
        return new BigDecimal(value.toString());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            key + " is '" + value + "'; write an amount such as 220 or 0.5", e);
      }
    }
    throw new IllegalArgumentException(key + " must be an amount such as 220");
  }
}
