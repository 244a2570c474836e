package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.audit.BookLine;
import dev.andon.sandbox.soak.audit.Check;
import dev.andon.sandbox.soak.audit.DamageLine;
import dev.andon.sandbox.soak.audit.Disturbances;
import dev.andon.sandbox.soak.audit.EvidenceFolder;
import dev.andon.sandbox.soak.audit.ExitLine;
import dev.andon.sandbox.soak.audit.FaultLine;
import dev.andon.sandbox.soak.audit.ForgedLine;
import dev.andon.sandbox.soak.audit.JsonLines;
import dev.andon.sandbox.soak.audit.LedgerFile;
import dev.andon.sandbox.soak.audit.LinkLogs;
import dev.andon.sandbox.soak.audit.LostLink;
import dev.andon.sandbox.soak.audit.SoakAuditor;
import dev.andon.sandbox.soak.audit.SoakEvidence;
import dev.andon.sandbox.soak.audit.SpendLine;
import dev.andon.sandbox.soak.audit.StationEvidence;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What was found in the files of a plant that has ended.
 *
 * @param figures what the plant did, in the order of the report
 * @param checks every promise
 */
record PlantAudit(Map<String, Long> figures, List<Check> checks) {

  PlantAudit {
    checks = List.copyOf(checks);
  }

  /** Reads the folder of a plant with so many stations. */
  static PlantAudit of(SoakFolder folder, int stations) {
    SoakEvidence evidence = new Reader(folder, stations).evidence();
    return new PlantAudit(figures(evidence), SoakAuditor.audit(evidence));
  }

  /** Lays together what the files hold. */
  private record Reader(SoakFolder folder, int stations) {

    SoakEvidence evidence() {
      List<FaultLine> faults = JsonLines.read(folder.faults(), FaultLine.class);
      return new SoakEvidence(
          IntStream.range(0, stations).mapToObj(this::station).toList(),
          new LedgerFile(folder.hubFile()).evidence(),
          JsonLines.read(folder.books(), BookLine.class),
          JsonLines.read(folder.spend(), SpendLine.class),
          new Disturbances(
              faults,
              JsonLines.read(folder.forged(), ForgedLine.class),
              losses(faults),
              JsonLines.read(folder.exits(), ExitLine.class),
              JsonLines.read(folder.damages(), DamageLine.class),
              PlantFiles.DEADLINE.toMillis()));
    }

    private StationEvidence station(int index) {
      String name = PlantFiles.station(index);
      return new EvidenceFolder(
              name, PlantFiles.id(index).line(), folder.station(name), folder.signals(name))
          .read();
    }

    private List<LostLink> losses(List<FaultLine> faults) {
      Set<String> clients = new HashSet<>(PlantFiles.stations(stations));
      clients.add("hub");
      return new LinkLogs(faults, clients)
          .all(
              folder.log("broker"),
              clients.stream().collect(Collectors.toMap(client -> client, folder::log)));
    }
  }

  private static Map<String, Long> figures(SoakEvidence evidence) {
    Map<String, Long> figures = new LinkedHashMap<>();
    figures.put("frames_drawn", sum(evidence, station -> station.parts().size()));
    figures.put("judged_on_the_spot", sum(evidence, station -> station.decided().size()));
    figures.put("escalated", sum(evidence, station -> station.escalations().size()));
    figures.put("signals", sum(evidence, station -> station.signals().size()));
    figures.putAll(
        causes(evidence).entrySet().stream()
            .collect(Collectors.toMap(e -> "signals_" + e.getKey(), Map.Entry::getValue)));
    figures.put("hub_escalations", (long) evidence.hub().cases().size());
    figures.put("provider_calls", (long) evidence.books().size());
    figures.put("provider_answers", evidence.books().stream().filter(BookLine::answered).count());
    figures.put("forged_messages", (long) evidence.disturbances().forged().size());
    return figures;
  }

  private static Map<String, Long> causes(SoakEvidence evidence) {
    return evidence.stations().stream()
        .flatMap(station -> station.signals().stream())
        .collect(Collectors.groupingBy(signal -> signal.cause(), Collectors.counting()));
  }

  private static long sum(SoakEvidence evidence, Function<StationEvidence, Integer> count) {
    return evidence.stations().stream().mapToLong(station -> count.apply(station)).sum();
  }
}
