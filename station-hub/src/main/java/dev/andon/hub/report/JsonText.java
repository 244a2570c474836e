package dev.andon.hub.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The report as one JSON object; amounts are strings with six decimals. */
final class JsonText {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonText() {}

  static String write(SpendReport report) {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("plant", report.plant());
    whole.put("from", report.from().toString());
    whole.put("to", report.to().toString());
    whole.put("by", report.by().stream().map(Dimension::word).toList());
    whole.put("rows", report.rows().stream().map(r -> row(report.by(), r)).toList());
    whole.put("totals", report.totals().stream().map(r -> row(List.of(), r)).toList());
    report.local().ifPresent(frames -> whole.put("local_frames", frames));
    report
        .localAtAverage()
        .ifPresent(micros -> whole.put("local_at_average_cost", Format.exact(micros)));
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(whole) + "\n";
  }

  private static Map<String, Object> row(List<Dimension> by, ReportRow row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < by.size(); i++) {
      fields.put(by.get(i).word(), row.names().get(i));
    }
    fields.put("currency", row.currency());
    fields.put("calls", row.calls());
    fields.put("hits", row.hits());
    fields.put("hit_rate", row.hitRate());
    fields.put("unknown", row.unknown());
    fields.put("input_tokens", row.input());
    fields.put("cached_input_tokens", row.cachedInput());
    fields.put("output_tokens", row.output());
    fields.put("cost", Format.exact(row.costMicros()));
    fields.put("saved", Format.exact(row.savedMicros()));
    return fields;
  }
}
