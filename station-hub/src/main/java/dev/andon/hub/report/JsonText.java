package dev.andon.hub.report;

import dev.andon.hub.json.JsonWriter;
import java.util.List;

/** The report as one JSON object; amounts are strings with six decimals. */
final class JsonText {
  private JsonText() {}

  static String write(SpendReport report) {
    return JsonWriter.indented(json -> members(json, report)) + "\n";
  }

  private static void members(JsonWriter json, SpendReport report) {
    json.field("plant", report.plant());
    json.field("from", report.from().toString());
    json.field("to", report.to().toString());
    json.strings("by", report.by().stream().map(Dimension::word).toList());
    json.array("rows", () -> report.rows().forEach(row -> row(json, report.by(), row)));
    json.array("totals", () -> report.totals().forEach(row -> row(json, List.of(), row)));
    json.field("local_frames", report.local());
    report
        .localAtAverage()
        .ifPresent(micros -> json.field("local_at_average_cost", Format.exact(micros)));
  }

  private static void row(JsonWriter json, List<Dimension> by, ReportRow row) {
    json.object(
        () -> {
          for (int i = 0; i < by.size(); i++) {
            json.field(by.get(i).word(), row.names().get(i));
          }
          json.field("currency", row.currency());
          json.field("calls", row.calls());
          json.field("hits", row.hits());
          json.field("hit_rate", row.hitRate());
          json.field("unknown", row.unknown());
          json.field("input_tokens", row.input());
          json.field("cached_input_tokens", row.cachedInput());
          json.field("output_tokens", row.output());
          json.field("cost", Format.exact(row.costMicros()));
          json.field("saved", Format.exact(row.savedMicros()));
        });
  }
}
