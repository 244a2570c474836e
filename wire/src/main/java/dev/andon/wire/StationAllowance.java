package dev.andon.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/**
 * What the plant's budgets still pay for at one station, as the hub sees it. Retained, so that a
 * station that connects while the hub is away knows it too. A forecast and no permit: whether an
 * escalation is paid for is decided when it is asked about.
 *
 * @param number only grows for a station, also over restarts of the hub: what has no higher number
 *     than the last one taken is old and counts for nothing
 * @param said the hub's clock; tells how old a retained message is
 */
public record StationAllowance(long number, Instant said, Extent extent) implements WireMessage {
  private static final long LONGEST_MS = 400L * 86_400_000;

  public StationAllowance {
    Ranges.inRange("number", number, 1, Long.MAX_VALUE);
  }

  /** How far the money reaches. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "extent")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Unlimited.class, name = "unlimited"),
    @JsonSubTypes.Type(value = Limited.class, name = "limited")
  })
  public sealed interface Extent {}

  /** No budget refuses anything to this station, or its escalations cost nothing. */
  public record Unlimited() implements Extent {}

  /**
   * The budget that binds most, counted in escalations.
   *
   * @param budget its name, for people
   * @param windowLeftMs milliseconds from {@code said} until it begins anew; a length and not a
   *     point in time, because the station has another clock
   * @param moneyMicros millionths of {@code currency} that are left for this station
   * @param currency ISO 4217 code
   * @param typicalMicros what an escalation cost lately, those answered from the cache included;
   *     above 0
   * @param escalations how many of them the money pays for
   */
  public record Limited(
      String budget,
      long windowLeftMs,
      long moneyMicros,
      String currency,
      long typicalMicros,
      long escalations)
      implements Extent {
    public Limited {
      Texts.bounded("budget", budget, 256);
      Texts.bounded("currency", currency, 3);
      Ranges.inRange("window_left_ms", windowLeftMs, 0, LONGEST_MS);
      Ranges.inRange("money_micros", moneyMicros, 0, Long.MAX_VALUE);
      Ranges.inRange("typical_micros", typicalMicros, 1, Long.MAX_VALUE);
      Ranges.inRange("escalations", escalations, 0, Long.MAX_VALUE);
    }
  }
}
