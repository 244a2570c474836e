package dev.andon.hub.budget;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The time over which a budget counts, before it begins again at zero. */
public sealed interface BudgetWindow {
  /**
   * The span that contains {@code at}, in the plant's zone. For a rolling window: the span that
   * ends just behind it.
   */
  Span span(Instant at, ZoneId zone);

  /** As written in configuration: {@code month}, {@code shift}, {@code rolling 24h}. */
  String name();

  /** A stretch of the plant's calendar. Daylight saving makes days of 23 and 25 hours. */
  record Calendar(Unit unit) implements BudgetWindow {
    /** Weeks begin on Monday (ISO 8601). */
    public enum Unit {
      HOUR,
      DAY,
      WEEK,
      MONTH,
      QUARTER
    }

    @Override
    public Span span(Instant at, ZoneId zone) {
      ZonedDateTime local = at.atZone(zone);
      LocalDate day = local.toLocalDate();
      return switch (unit) {
        case HOUR -> hour(local);
        case DAY -> days(day, day.plusDays(1), zone);
        case WEEK -> weeks(day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)), zone);
        case MONTH -> months(day.withDayOfMonth(1), 1, zone);
        case QUARTER ->
            months(day.withDayOfMonth(1).with(day.getMonth().firstMonthOfQuarter()), 3, zone);
      };
    }

    @Override
    public String name() {
      return unit.name().toLowerCase(Locale.ROOT);
    }

    private static Span hour(ZonedDateTime local) {
      ZonedDateTime start = local.truncatedTo(ChronoUnit.HOURS);
      return new Span(start.toInstant(), start.plusHours(1).toInstant());
    }

    private static Span weeks(LocalDate monday, ZoneId zone) {
      return days(monday, monday.plusWeeks(1), zone);
    }
  }

  /** Twelve months from the first day of {@code first}. */
  record FiscalYear(Month first) implements BudgetWindow {
    @Override
    public Span span(Instant at, ZoneId zone) {
      LocalDate day = at.atZone(zone).toLocalDate();
      LocalDate start = LocalDate.of(day.getYear(), first, 1);
      return months(start.isAfter(day) ? start.minusYears(1) : start, 12, zone);
    }

    @Override
    public String name() {
      return first == Month.JANUARY ? "year" : "fiscal_year";
    }
  }

  /** From one shift's start to the next one's. {@code starts} repeat every day, in local time. */
  record Shift(List<LocalTime> starts) implements BudgetWindow {
    public Shift {
      starts = starts.stream().distinct().sorted().toList();
      if (starts.isEmpty()) {
        throw new IllegalArgumentException(
            "a shift window needs the plant's shifts: at least one start time such as 06:00");
      }
    }

    @Override
    public Span span(Instant at, ZoneId zone) {
      LocalDate day = at.atZone(zone).toLocalDate();
      List<Instant> around =
          Stream.of(day.minusDays(1), day, day.plusDays(1), day.plusDays(2))
              .flatMap(d -> starts.stream().map(t -> ZonedDateTime.of(d, t, zone).toInstant()))
              .distinct()
              .sorted()
              .toList();
      int next = (int) around.stream().filter(start -> !start.isAfter(at)).count();
      return new Span(around.get(next - 1), around.get(next));
    }

    @Override
    public String name() {
      return "shift";
    }
  }

  /**
   * The last {@code length}, always. Counted in steps, so an amount may leave up to one step late,
   * never early.
   */
  record Rolling(Duration length) implements BudgetWindow {
    private static final int STEPS = 120;

    public Rolling {
      if (length.compareTo(Duration.ofMinutes(1)) < 0
          || length.compareTo(Duration.ofDays(400)) > 0) {
        throw new IllegalArgumentException(
            "a rolling window of " + length + "; it must be from one minute to 400 days");
      }
    }

    @Override
    public Span span(Instant at, ZoneId zone) {
      return new Span(at.minus(length), at.plusMillis(1));
    }

    @Override
    public String name() {
      return "rolling " + length.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    long stepMillis() {
      return Math.max(1_000, length.toMillis() / STEPS);
    }
  }

  private static Span days(LocalDate start, LocalDate end, ZoneId zone) {
    return new Span(start.atStartOfDay(zone).toInstant(), end.atStartOfDay(zone).toInstant());
  }

  private static Span months(LocalDate first, int months, ZoneId zone) {
    return days(first, first.plusMonths(months), zone);
  }
}
