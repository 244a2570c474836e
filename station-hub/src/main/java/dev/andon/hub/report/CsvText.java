package dev.andon.hub.report;

import dev.andon.config.csv.CsvOutput;
import java.util.List;
import java.util.stream.Stream;

/** A report as comma-separated values for spreadsheets, amounts with six decimals. */
final class CsvText {
  private static final List<String> FIGURES =
      List.of(
          "currency",
          "calls",
          "hits",
          "unknown",
          "input_tokens",
          "cached_input_tokens",
          "output_tokens",
          "cost",
          "saved");

  private CsvText() {}

  static String write(SpendReport report) {
    List<String> head =
        Stream.concat(report.by().stream().map(Dimension::word), FIGURES.stream()).toList();
    Stream<List<String>> rows = report.rows().stream().map(CsvText::fields);
    return CsvOutput.textForSpreadsheets(Stream.concat(Stream.of(head), rows).toList());
  }

  private static List<String> fields(ReportRow row) {
    return Stream.concat(
            row.names().stream(),
            Stream.of(
                row.currency(),
                Long.toString(row.calls()),
                Long.toString(row.hits()),
                Long.toString(row.unknown()),
                Long.toString(row.input()),
                Long.toString(row.cachedInput()),
                Long.toString(row.output()),
                Format.exact(row.costMicros()),
                Format.exact(row.savedMicros())))
        .toList();
  }
}
