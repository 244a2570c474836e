package dev.andon.hub.report;

import dev.andon.config.csv.CsvOutput;
import dev.andon.hub.json.JsonWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** FOCUS 1.0 columns; what the report is split by and FOCUS has no column for goes into Tags. */
final class FocusText {
  private static final List<String> HEAD =
      List.of(
          "BilledCost",
          "EffectiveCost",
          "ListCost",
          "ContractedCost",
          "BillingCurrency",
          "BillingPeriodStart",
          "BillingPeriodEnd",
          "ChargePeriodStart",
          "ChargePeriodEnd",
          "ChargeCategory",
          "ChargeDescription",
          "ConsumedQuantity",
          "ConsumedUnit",
          "ProviderName",
          "PublisherName",
          "ServiceCategory",
          "ServiceName",
          "SubAccountId",
          "ResourceId",
          "Tags");

  private FocusText() {}

  static String write(SpendReport report) {
    Stream<List<String>> rows = report.rows().stream().map(row -> cells(report, row));
    return CsvOutput.textForSpreadsheets(Stream.concat(Stream.of(HEAD), rows).toList());
  }

  private static List<String> cells(SpendReport report, ReportRow row) {
    String cost = Format.exact(row.costMicros());
    String start = report.start(report.from()).toString();
    String end = report.start(report.to().plusDays(1)).toString();
    String billedFrom = report.start(report.from().withDayOfMonth(1)).toString();
    String billedTo = report.start(report.to().withDayOfMonth(1).plusMonths(1)).toString();
    String provider = name(report, row, Dimension.PROVIDER).orElse("several");
    return List.of(
        cost,
        cost,
        cost,
        cost,
        row.currency(),
        billedFrom,
        billedTo,
        start,
        end,
        "Usage",
        row.calls() + " calls and " + row.hits() + " cache hits",
        Long.toString(row.input() + row.output()),
        "Tokens",
        provider,
        provider,
        "AI and Machine Learning",
        name(report, row, Dimension.MODEL).orElse("Vision-language models"),
        name(report, row, Dimension.LINE)
            .or(() -> name(report, row, Dimension.TEAM))
            .orElse(report.plant()),
        name(report, row, Dimension.KEY).or(() -> name(report, row, Dimension.STATION)).orElse(""),
        tags(report, row));
  }

  private static Optional<String> name(SpendReport report, ReportRow row, Dimension dimension) {
    int index = report.by().indexOf(dimension);
    return index < 0 ? Optional.empty() : Optional.of(row.names().get(index));
  }

  private static String tags(SpendReport report, ReportRow row) {
    return JsonWriter.text(
        tags -> {
          for (int i = 0; i < report.by().size(); i++) {
            tags.field(report.by().get(i).word(), row.names().get(i));
          }
        });
  }
}
