package dev.andon.hub;

import dev.andon.hub.admin.RequestJournal;
import dev.andon.hub.console.PlantView;
import dev.andon.hub.exchange.Money;
import dev.andon.hub.ingest.Ingest;
import dev.andon.hub.report.Dimension;
import dev.andon.hub.report.Reports;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Gathers what the status page shows. Thread-safe. */
record HubView(
    String plant,
    ZoneId zone,
    InstantSource clock,
    Optional<Ingest> ingest,
    RequestJournal journal,
    Reports reports) {
  private static final int ROWS = 25;

  PlantView now() {
    return new PlantView(
        plant,
        clock.instant(),
        ingest.map(Ingest::connected).orElse(true),
        ingest.flatMap(Ingest::brokerTrouble),
        ingest.map(Ingest::providersReachable).orElse(true),
        ingest.map(HubView::open).orElse(new PlantView.Open(0, 0, 0)),
        ingest.map(HubView::stations).orElse(List.of()),
        ingest.map(HubView::verdicts).orElse(List.of()),
        spend(),
        requests());
  }

  private static PlantView.Open open(Ingest door) {
    Ingest.Open open = door.open();
    return new PlantView.Open(open.queued(), open.waiting(), open.unconfirmed());
  }

  private static List<PlantView.Station> stations(Ingest door) {
    return door.stations().stream()
        .map(
            s ->
                new PlantView.Station(
                    s.station().toString(),
                    s.online(),
                    s.lastHeard(),
                    s.frames(),
                    s.queued(),
                    s.escalations()))
        .toList();
  }

  private static List<PlantView.Verdict> verdicts(Ingest door) {
    return door.latestVerdicts(ROWS).stream().map(HubView::verdict).toList();
  }

  private static PlantView.Verdict verdict(Ingest.VerdictView view) {
    VerdictMessage message = view.message();
    return new PlantView.Verdict(
        message.escalationId().toString(),
        view.station().toString(),
        words(message.verdict()) + (message.provisional() ? " (provisional)" : ""),
        message.answeredBy().name().toLowerCase(Locale.ROOT),
        Money.ofMicros(message.costMicros(), message.currency()),
        message.decidedAt());
  }

  private static String words(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass _ -> "pass";
      case Verdict.Defect defect -> "defect (" + defect.findings().size() + ")";
      case Verdict.Inconclusive inconclusive ->
          "inconclusive: " + inconclusive.reason().name().toLowerCase(Locale.ROOT);
    };
  }

  private List<PlantView.Spend> spend() {
    LocalDate today = clock.instant().atZone(zone).toLocalDate();
    return reports.report(today, today, List.of(Dimension.LINE)).rows().stream()
        .map(
            row ->
                new PlantView.Spend(
                    row.names().getFirst(),
                    row.calls(),
                    row.hits(),
                    Money.ofMicros(row.costMicros(), row.currency()),
                    Money.ofMicros(row.savedMicros(), row.currency())))
        .toList();
  }

  private List<PlantView.Request> requests() {
    return journal.latest(ROWS).stream()
        .map(
            line ->
                new PlantView.Request(
                    line.id(),
                    Instant.ofEpochMilli(line.receivedMs()),
                    line.key().or(line::line).orElse(line.door()),
                    line.model(),
                    line.outcome(),
                    line.tookMicros() / 1e3,
                    line.cost().map(Money::toString).orElse("")))
        .toList();
  }
}
