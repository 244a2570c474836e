package dev.andon.hub;

import dev.andon.hub.console.PlantView;
import dev.andon.hub.console.PlantView.Part;
import dev.andon.hub.ingest.Ingest;
import dev.andon.hub.money.Money;
import dev.andon.hub.report.Dimension;
import dev.andon.hub.report.Reports;
import dev.andon.hub.store.StoreException;
import dev.andon.hub.telemetry.RequestJournal;
import dev.andon.wire.StationAllowance;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Gathers what the status page shows. Thread-safe. */
record HubView(
    String plant,
    ZoneId zone,
    InstantSource clock,
    Readiness readiness,
    Optional<Ingest> ingest,
    RequestJournal journal,
    Reports reports) {
  private static final int ROWS = 25;
  private static final PlantView.Open NOTHING_OPEN = new PlantView.Open(0, 0, 0);

  PlantView now() {
    Set<Part> unreadable = EnumSet.noneOf(Part.class);
    return new PlantView(
        plant,
        clock.instant(),
        ingest.map(Ingest::connected).orElse(true),
        ingest.flatMap(Ingest::brokerTrouble),
        ingest.map(Ingest::providersReachable).orElse(true),
        part(
            unreadable,
            Part.OPEN,
            NOTHING_OPEN,
            () -> ingest.map(HubView::open).orElse(NOTHING_OPEN)),
        ingest.map(HubView::stations).orElse(List.of()),
        part(
            unreadable,
            Part.VERDICTS,
            List.of(),
            () -> ingest.map(HubView::verdicts).orElse(List.of())),
        part(unreadable, Part.SPEND, List.of(), this::spend),
        part(unreadable, Part.REQUESTS, List.of(), this::requests),
        readiness.troubles().stream().map(Readiness.Trouble::toString).toList(),
        unreadable);
  }

  /** The page is there, and says what is wrong, also while a file cannot be read. */
  private static <T> T part(Set<Part> unreadable, Part part, T nothing, Supplier<T> read) {
    try {
      return read.get();
    } catch (StoreException outage) {
      unreadable.add(part);
      return nothing;
    }
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
                    s.escalations(),
                    s.twins(),
                    s.standing(),
                    s.allowance().map(HubView::words).orElse(""),
                    s.health()))
        .toList();
  }

  private static String words(StationAllowance.Extent extent) {
    return switch (extent) {
      case StationAllowance.Unlimited _ -> "all";
      case StationAllowance.Limited limited ->
          String.format(
              Locale.ROOT,
              "%,d for %s (%s)",
              limited.escalations(),
              length(limited.windowLeftMs()),
              limited.budget());
    };
  }

  private static String length(long millis) {
    long minutes = millis / 60_000;
    return minutes < 120
        ? minutes + " min"
        : minutes < 2_880 ? minutes / 60 + " h" : minutes / 1_440 + " days";
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
                    line.cost()))
        .toList();
  }
}
