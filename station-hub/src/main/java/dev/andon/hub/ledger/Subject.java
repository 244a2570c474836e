package dev.andon.hub.ledger;

import dev.andon.hub.money.Owners;
import dev.andon.hub.price.Charge;
import java.util.Currency;

/**
 * Who pays and what for: the part of an entry that repeats.
 *
 * @param variant of the part on the line; empty where there is none
 * @param provider for example {@code openai}
 * @param model for example {@code openai/gpt-4o-mini}
 * @param priceVersion the price book's line that was used
 */
public record Subject(
    Owners owners,
    String variant,
    String provider,
    String model,
    String priceVersion,
    Currency priceCurrency,
    Currency costCurrency) {
  /**
   * Takes provider and currencies from the arguments.
   *
   * @param model {@code provider/model}
   */
  public static Subject of(
      Owners owners, String variant, String model, String priceVersion, Charge charge) {
    int slash = model.indexOf('/');
    String provider = slash > 0 ? model.substring(0, slash) : "";
    return new Subject(
        owners,
        variant,
        provider,
        model,
        priceVersion,
        charge.price().currency(),
        charge.cost().currency());
  }
}
