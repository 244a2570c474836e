package dev.andon.hub.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HtmlPageTest {
  private static final String HOSTILE = "\"><script>'&\u202e\u200f";

  @ParameterizedTest
  @EnumSource(
      value = Dimension.class,
      names = {"KEY", "DAY"})
  void whatever_a_name_holds_it_is_shown_as_text(Dimension first) {
    ReportRow row =
        new ReportRow(List.of(HOSTILE, HOSTILE), "EUR", 1, 1, 0, 10, 5, 2, 1_250_000, 10);
    LocalDate day = LocalDate.parse("2026-11-28");
    SpendReport report =
        new SpendReport(
            HOSTILE, ZoneOffset.UTC, day, day, List.of(first, Dimension.LINE), List.of(row));
    assertThat(Format.HTML.write(report))
        .contains("<h1>Spend of &quot;&gt;&lt;script&gt;&#39;&amp;\\u202e\\u200f</h1>")
        .doesNotContain("<script", "\u202e", "\u200f");
  }
}
