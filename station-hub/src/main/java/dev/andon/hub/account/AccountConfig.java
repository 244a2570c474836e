package dev.andon.hub.account;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.andon.hub.budget.BudgetConfig;
import dev.andon.hub.ratelimit.RateLimitConfig;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A plant, line, station, team or customer as the YAML writes it: {@code {id: vision-research,
 * monthly_budget_eur: 1800}}.
 *
 * @param line of a station
 * @param team of a line
 * @param customer of a team or line
 * @param budget caps in full
 * @param warnAt share for the amounts beside it; default 0.8
 * @param stopAt likewise; default 1
 * @param amounts caps in short: window and currency to amount
 */
public record AccountConfig(
    String id,
    Optional<String> line,
    Optional<String> team,
    Optional<String> customer,
    Optional<List<BudgetConfig>> budget,
    Optional<RateLimitConfig> rateLimit,
    Optional<BigDecimal> warnAt,
    Optional<BigDecimal> stopAt,
    @JsonAnySetter @Nullable Map<String, Object> amounts) {
  public AccountConfig {
    amounts = amounts == null ? Map.of() : new TreeMap<>(amounts);
  }

  /** Whoever has no caps of its own. */
  public static AccountConfig of(String id) {
    return new AccountConfig(
        id,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }
}
