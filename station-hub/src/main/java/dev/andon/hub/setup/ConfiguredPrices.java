package dev.andon.hub.setup;

import dev.andon.config.ConfigFile;
import dev.andon.hub.account.PlantConfig;
import dev.andon.hub.money.Money;
import dev.andon.hub.price.ExchangeRate;
import dev.andon.hub.price.ExchangeRates;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.price.PriceBookConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The price book and the exchange rates that a configuration names. */
public record ConfiguredPrices(PriceBook book, ExchangeRates rates) {

  /** Reads them; without a file there are no prices, so every model is refused. */
  public static ConfiguredPrices read(HubConfig config, HubPlatform around) {
    Path file = around.folder().resolve(config.priceBook().orElse(Path.of("prices.yaml")));
    PriceBook book =
        config.priceBook().isPresent() || Files.exists(file)
            ? new ConfigFile(around.environment()).read(file, PriceBookConfig.class).book()
            : new PriceBook("none", List.of(), Optional.empty());
    return new ConfiguredPrices(book, rates(config));
  }

  private static ExchangeRates rates(HubConfig config) {
    PlantConfig plant = config.plantOrDefault();
    List<ExchangeRate> rates =
        config.exchangeRates().orElse(List.of()).stream()
            .map(
                r ->
                    new ExchangeRate(
                        Money.currencyOf(r.from()), plant.ledgerCurrency(), r.rate(), r.since()))
            .toList();
    return new ExchangeRates(plant.ledgerCurrency(), plant.calendar().zone(), rates);
  }
}
