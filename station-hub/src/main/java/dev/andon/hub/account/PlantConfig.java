package dev.andon.hub.account;

import dev.andon.hub.budget.PlantCalendar;
import dev.andon.hub.money.Money;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The plant as the YAML writes it.
 *
 * @param zone of its clocks, for example Europe/Rome; default UTC
 * @param currency of its ledger; default EUR
 * @param shifts start times such as "06:00", where a budget counts by shift
 * @param fiscalYear its first month; default january
 */
public record PlantConfig(
    String id,
    Optional<String> zone,
    Optional<String> currency,
    Optional<List<String>> shifts,
    Optional<String> fiscalYear) {
  public PlantConfig {
    zone.ifPresent(PlantConfig::zone);
    currency.ifPresent(Money::currencyOf);
    fiscalYear.ifPresent(PlantConfig::month);
    shifts.ifPresent(all -> all.forEach(PlantConfig::time));
  }

  public PlantCalendar calendar() {
    return new PlantCalendar(
        zone(zone.orElse("UTC")),
        shifts.orElse(List.of()).stream().map(PlantConfig::time).toList(),
        fiscalYear.map(PlantConfig::month).orElse(Month.JANUARY));
  }

  public Currency ledgerCurrency() {
    return Money.currencyOf(currency.orElse("EUR"));
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "zone '" + name + "' is no time zone such as Europe/Rome", e);
    }
  }

  private static Month month(String name) {
    try {
      return Month.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "fiscal_year '" + name + "' is no month such as january or april", e);
    }
  }

  private static LocalTime time(String text) {
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "shift start '" + text + "' must be written in quotes like \"06:00\"", e);
    }
  }
}
