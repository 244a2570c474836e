package dev.andon.hub.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Columns for a terminal. */
final class TableText {
  private TableText() {}

  static String write(SpendReport report) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        Stream.concat(
                report.by().stream().map(Dimension::word),
                Stream.of("calls", "hits", "hit rate", "cost", "saved", "currency"))
            .toList());
    report.rows().forEach(row -> lines.add(cells(row, row.names())));
    report.totals().forEach(total -> lines.add(cells(total, padded(report.by().size()))));
    int[] widths = new int[lines.getFirst().size()];
    lines.forEach(line -> widen(widths, line));
    String body =
        lines.stream()
            .map(line -> line(line, widths, report.by().size()))
            .collect(Collectors.joining("\n"));
    String local = report.local().isPresent() ? "\n" + report.localSentence() + "\n" : "";
    return report.plant()
        + ", "
        + report.from()
        + " to "
        + report.to()
        + "\n\n"
        + body
        + "\n"
        + local;
  }

  private static List<String> cells(ReportRow row, List<String> names) {
    return Stream.concat(
            names.stream().map(n -> n.isEmpty() ? "-" : n),
            Stream.of(
                Long.toString(row.calls()),
                Long.toString(row.hits()),
                Format.percent(row.hitRate()),
                Format.readable(row.costMicros()),
                Format.readable(row.savedMicros()),
                row.currency()))
        .toList();
  }

  private static List<String> padded(int size) {
    return Stream.concat(Stream.of("total"), Stream.generate(() -> " ").limit(size - 1L)).toList();
  }

  private static void widen(int[] widths, List<String> line) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], line.get(i).length());
    }
  }

  private static String line(List<String> cells, int[] widths, int names) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String gap = " ".repeat(widths[i] - cells.get(i).length());
      line.append(i == 0 ? "" : "  ").append(i < names ? cells.get(i) + gap : gap + cells.get(i));
    }
    return line.toString().stripTrailing();
  }
}
