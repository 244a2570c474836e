package dev.andon.hub.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Comma-separated values as in RFC 4180, amounts with six decimals. */
final class CsvText {
  private CsvText() {}

  static String write(SpendReport report) {
    Stream<String> head =
        Stream.concat(
            report.by().stream().map(Dimension::word),
            Stream.of(
                "currency",
                "calls",
                "hits",
                "unknown",
                "input_tokens",
                "cached_input_tokens",
                "output_tokens",
                "cost",
                "saved"));
    return Stream.concat(
            Stream.of(head.collect(Collectors.joining(","))),
            report.rows().stream().map(CsvText::line))
        .collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  static String line(List<String> cells) {
    return cells.stream().map(CsvText::cell).collect(Collectors.joining(","));
  }

  private static String line(ReportRow row) {
    return line(
        Stream.concat(
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
            .toList());
  }

  /**
   * A name that a spreadsheet would take for a formula gets a quote in front (OWASP, CSV
   * injection).
   */
  private static String cell(String text) {
    boolean number = text.matches("-?\\d+(\\.\\d+)?");
    String safe =
        !number && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    boolean quoted =
        safe.contains(",") || safe.contains("\"") || safe.contains("\n") || safe.contains("\r");
    return quoted ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
  }
}
