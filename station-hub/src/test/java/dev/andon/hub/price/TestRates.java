package dev.andon.hub.price;

import java.util.OptionalLong;

/** Rates that are easy to reckon with: one µ-unit for a token read, ten for one written. */
public final class TestRates {
  /** Nothing is priced apart but the provider's cache. */
  public static final TokenRates ROUND =
      new TokenRates(
          1_000_000,
          100_000,
          1_250_000,
          2_000_000,
          10_000_000,
          OptionalLong.empty(),
          OptionalLong.empty());

  private TestRates() {}
}
