package dev.andon.hub.cli;

import dev.andon.hub.account.Accounts;
import dev.andon.hub.account.Keys;
import dev.andon.hub.account.PlantConfig;
import dev.andon.hub.billing.Billing;
import dev.andon.hub.billing.SpendDoubt;
import dev.andon.hub.price.ExchangeRates;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.report.Statements;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a hub's configuration says about money, and where its files are. The commands work on the
 * files beside a hub that runs: it takes in keys and top-ups within seconds.
 *
 * @param data the hub's folder, with {@code hub.db} and {@code key.salt}
 */
public record MoneyFiles(
    PlantConfig plant, Accounts accounts, PriceBook prices, ExchangeRates rates, Path data) {
  private static final List<Migration> SCHEMA =
      Stream.of(Billing.MIGRATIONS, SpendDoubt.MIGRATIONS, Keys.MIGRATIONS, Statements.MIGRATIONS)
          .flatMap(List::stream)
          .toList();

  /** Reads a configuration; throws an exception that says what is wrong with it. */
  @FunctionalInterface
  public interface Reader {
    MoneyFiles read(Path config);
  }

  /** To be closed by the caller. */
  public Store open() {
    return Store.openBeside(StoreSettings.of(data.resolve("hub.db")), SCHEMA, Clock.systemUTC());
  }
}
