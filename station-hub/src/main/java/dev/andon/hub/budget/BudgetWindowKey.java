package dev.andon.hub.budget;

import java.time.Duration;
import java.time.Month;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A budget's name in the YAML, which says window and currency: {@code monthly_usd}, {@code
 * monthly_budget_eur}, {@code rolling_24h_eur}.
 */
record BudgetWindowKey(BudgetWindow window, Currency currency) {
  /** What may stand there, for error messages. */
  static final String FORMS =
      "hourly_, shift_, daily_, weekly_, monthly_, quarterly_, yearly_, fiscal_yearly_ or rolling_24h_ and a currency, such as monthly_budget_eur or monthly_usd";

  private static final Pattern FORM =
      Pattern.compile(
          "(hourly|shift|daily|weekly|monthly|quarterly|yearly|fiscal_yearly|rolling_(\\d{1,5})([mhd]))_(?:budget_)?([a-z]{3})");

  static Optional<BudgetWindowKey> parse(String key, PlantCalendar calendar) {
    Matcher matcher = FORM.matcher(key);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new BudgetWindowKey(window(matcher, calendar), currency(key, matcher.group(4))));
  }

  private static BudgetWindow window(Matcher matcher, PlantCalendar calendar) {
    return switch (matcher.group(1)) {
      case "hourly" -> new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.HOUR);
      case "shift" -> new BudgetWindow.Shift(calendar.shifts());
      case "daily" -> new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.DAY);
      case "weekly" -> new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.WEEK);
      case "monthly" -> new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.MONTH);
      case "quarterly" -> new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.QUARTER);
      case "yearly" -> new BudgetWindow.FiscalYear(Month.JANUARY);
      case "fiscal_yearly" -> new BudgetWindow.FiscalYear(calendar.fiscalYear());
      default ->
          new BudgetWindow.Rolling(length(Long.parseLong(matcher.group(2)), matcher.group(3)));
    };
  }

  private static Duration length(long amount, String unit) {
    return switch (unit) {
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static Currency currency(String key, String code) {
    try {
      return Currency.getInstance(code.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + key + "' ends in '" + code + "', which is no ISO 4217 currency", e);
    }
  }
}
