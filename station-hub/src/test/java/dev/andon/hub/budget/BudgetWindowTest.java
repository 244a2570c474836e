package dev.andon.hub.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BudgetWindowTest {
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");
  private static final BudgetWindow.Shift SHIFTS =
      new BudgetWindow.Shift(List.of(LocalTime.of(6, 0), LocalTime.of(14, 0), LocalTime.of(22, 0)));

  @Test
  void a_day_of_daylight_saving_has_23_or_25_hours() {
    assertThat(hours(BudgetWindow.Calendar.Unit.DAY, "2026-03-29T10:00:00Z")).isEqualTo(23);
    assertThat(hours(BudgetWindow.Calendar.Unit.DAY, "2026-10-25T10:00:00Z")).isEqualTo(25);
    assertThat(hours(BudgetWindow.Calendar.Unit.DAY, "2026-11-20T10:00:00Z")).isEqualTo(24);
  }

  @Test
  void a_month_begins_at_the_plants_midnight() {
    Span november =
        new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.MONTH)
            .span(Instant.parse("2026-11-20T10:00:00Z"), ROME);
    assertThat(november)
        .isEqualTo(
            new Span(Instant.parse("2026-10-31T23:00:00Z"), Instant.parse("2026-11-30T23:00:00Z")));
  }

  @Test
  void a_night_shift_belongs_to_the_evening_before() {
    Span night = SHIFTS.span(Instant.parse("2026-11-20T02:00:00Z"), ROME);
    assertThat(night)
        .isEqualTo(
            new Span(Instant.parse("2026-11-19T21:00:00Z"), Instant.parse("2026-11-20T05:00:00Z")));
  }

  @Test
  void a_fiscal_year_from_april_contains_the_january_after() {
    Span year =
        new BudgetWindow.FiscalYear(Month.APRIL).span(Instant.parse("2027-01-15T00:00:00Z"), ROME);
    assertThat(year.start()).isEqualTo(Instant.parse("2026-03-31T22:00:00Z"));
    assertThat(year.end()).isEqualTo(Instant.parse("2027-03-31T22:00:00Z"));
  }

  @Test
  void windows_of_every_kind_follow_one_another_without_gap_or_overlap() {
    List<BudgetWindow> windows =
        List.of(
            new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.HOUR),
            new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.DAY),
            new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.WEEK),
            new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.MONTH),
            new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.QUARTER),
            new BudgetWindow.FiscalYear(Month.APRIL),
            SHIFTS);
    Random random = new Random(5);
    for (ZoneId zone :
        List.of(
            ROME, ZoneId.of("Asia/Kolkata"), ZoneId.of("America/Sao_Paulo"), ZoneId.of("UTC"))) {
      for (int i = 0; i < 300; i++) {
        Instant at = Instant.ofEpochSecond(1_700_000_000L + random.nextInt(200_000_000));
        for (BudgetWindow window : windows) {
          Span span = window.span(at, zone);
          assertThat(span.contains(at)).isTrue();
          assertThat(window.span(span.end(), zone).start()).isEqualTo(span.end());
          assertThat(window.span(span.end().minusMillis(1), zone)).isEqualTo(span);
        }
      }
    }
  }

  private static long hours(BudgetWindow.Calendar.Unit unit, String at) {
    Span span = new BudgetWindow.Calendar(unit).span(Instant.parse(at), ROME);
    return Duration.between(span.start(), span.end()).toHours();
  }
}
