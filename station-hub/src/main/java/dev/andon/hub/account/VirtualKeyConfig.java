package dev.andon.hub.account;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.andon.config.Secret;
import dev.andon.hub.budget.BudgetConfig;
import dev.andon.hub.ratelimit.RateLimitConfig;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A virtual key as the YAML writes it.
 *
 * @param secret what callers present; without one the id itself is accepted
 * @param station whose escalations are asked with it; one key a station
 * @param line to which it is charged; a key that also has the line's name as its id is the one that
 *     escalations of the line's other stations are asked with
 * @param customerId the same as customer
 * @param allowedModels nothing is allowed that is not listed
 * @param namespace attributes that wall off cached answers
 * @param deadline for requests that bring none
 * @param logContent whether bodies may be kept; default no
 * @param clampOutput whether max_tokens may be lowered to what the budget pays for; default no
 * @param fetchHosts from which image URLs may be fetched
 * @param amounts caps in short: window and currency to amount
 */
public record VirtualKeyConfig(
    String id,
    Optional<Secret> secret,
    Optional<String> station,
    Optional<String> line,
    Optional<String> team,
    Optional<String> customer,
    Optional<String> customerId,
    Optional<List<String>> allowedModels,
    Optional<List<String>> namespace,
    Optional<Duration> deadline,
    Optional<Boolean> logContent,
    Optional<Boolean> clampOutput,
    Optional<List<String>> fetchHosts,
    Optional<Map<String, String>> labels,
    Optional<Instant> expires,
    Optional<List<BudgetConfig>> budget,
    Optional<RateLimitConfig> rateLimit,
    Optional<BigDecimal> warnAt,
    Optional<BigDecimal> stopAt,
    @JsonAnySetter @Nullable Map<String, Object> amounts) {
  public VirtualKeyConfig {
    amounts = amounts == null ? Map.of() : new TreeMap<>(amounts);
    id = VirtualKey.chosenId(id);
    if (customer.isPresent() && customerId.isPresent()) {
      throw new IllegalArgumentException("key " + id + ": write customer or customer_id, not both");
    }
  }
}
