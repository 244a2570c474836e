package dev.andon.sandbox.soak.audit;

import dev.andon.sandbox.audit.HubRow;
import dev.andon.sandbox.audit.Judgement;
import dev.andon.wire.VerdictMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Whether links, processes and identities held. */
final class PlantChecks {

  private final SoakEvidence evidence;
  private final Map<UUID, HubRow> cases = new HashMap<>();

  PlantChecks(SoakEvidence evidence) {
    this.evidence = evidence;
    evidence.hub().cases().forEach(row -> cases.put(row.id(), row));
  }

  /**
   * @param lostToForgery escalations given away on a forged receipt
   */
  List<Check> all(Set<UUID> lostToForgery) {
    return List.of(disconnects(), forged(lostToForgery), exits(), open(), damage());
  }

  private Check disconnects() {
    List<LostLink> losses = evidence.disturbances().losses();
    List<String> ours =
        losses.stream()
            .filter(LostLink::ours)
            .map(loss -> "at=%d client=%s: %s".formatted(loss.atMs(), loss.client(), loss.text()))
            .toList();
    return Check.of(
        "disconnects",
        "no connection to the broker ended but by a fault",
        ours,
        Map.of("by_faults", (long) (losses.size() - ours.size())));
  }

  private Check forged(Set<UUID> lostToForgery) {
    List<ForgedLine> lines = evidence.disturbances().forged();
    List<String> believed = new ArrayList<>();
    for (StationEvidence station : evidence.stations()) {
      for (SignalLine signal : station.signals()) {
        if (signal.cause().equals("verdict") && !hubSaid(signal)) {
          believed.add(
              "station=%s part=%s was told %s"
                  .formatted(station.station(), signal.partId(), signal.signal()));
        }
      }
    }
    long signals = believed.size();
    lostToForgery.forEach(id -> believed.add("escalation=" + id + " given away on a receipt"));
    Set<UUID> frames =
        lines.stream()
            .filter(line -> line.kind().equals("frame"))
            .map(ForgedLine::id)
            .collect(Collectors.toSet());
    long taken = frames.stream().filter(cases::containsKey).count();
    frames.stream()
        .filter(cases::containsKey)
        .forEach(id -> believed.add("escalation=" + id + " taken from a stranger"));
    return Check.of(
        "forged",
        "no line acted on what the hub did not say, and no forged receipt or frame was believed",
        believed,
        Map.of(
            "forged_messages",
            (long) lines.size(),
            "of_found_signals",
            signals,
            "of_found_receipts",
            (long) lostToForgery.size(),
            "of_found_frames",
            taken));
  }

  private boolean hubSaid(SignalLine signal) {
    HubRow row = cases.get(signal.id());
    return row != null
        && row.verdict()
            .map(VerdictMessage::verdict)
            .map(Judgement::of)
            .map(PlantChecks::signalOf)
            .filter(signal.signal()::equals)
            .isPresent();
  }

  private static String signalOf(Judgement judgement) {
    return switch (judgement) {
      case PASS -> "accept";
      case DEFECT -> "reject";
      case NONE -> "hold";
    };
  }

  private Check exits() {
    List<String> ended =
        evidence.disturbances().exits().stream()
            .map(
                exit ->
                    "process=%s at=%d status=%d"
                        .formatted(exit.process(), exit.atMs(), exit.status()))
            .toList();
    return Check.of("own_exits", "no process ended by itself", ended, Map.of());
  }

  private Check damage() {
    List<DamageLine> lines = evidence.disturbances().damages();
    List<String> silent =
        lines.stream()
            .filter(DamageLine::destroyed)
            .filter(line -> line.told().isEmpty())
            .map(
                line ->
                    "process=%s at=%d %s, %d parts, %d escalations"
                        .formatted(
                            line.process(),
                            line.atMs(),
                            line.what(),
                            line.parts().size(),
                            line.escalations().size()))
            .toList();
    return Check.of(
        "damage_told",
        "whoever lost rows to a damaged file said so",
        silent,
        Map.of(
            "files_damaged", (long) lines.size(),
            "told", lines.stream().filter(line -> !line.told().isEmpty()).count(),
            "parts_hit", lines.stream().mapToLong(line -> line.parts().size()).sum(),
            "escalations_hit", lines.stream().mapToLong(l -> l.escalations().size()).sum()));
  }

  private Check open() {
    List<String> waiting = new ArrayList<>();
    for (StationEvidence station : evidence.stations()) {
      station.escalations().stream()
          .filter(row -> isOpen(row))
          .forEach(
              row ->
                  waiting.add(
                      "station=%s escalation=%s is %s"
                          .formatted(station.station(), row.row().id(), row.row().standing())));
    }
    return Check.of(
        "open",
        "nothing waits any more after the quiet end",
        waiting,
        Map.of("at_the_hub", evidence.hub().unfinished()));
  }

  private static boolean isOpen(EscalationRow row) {
    return switch (row.row().standing()) {
      case WAITING -> true;
      case HANDED_OVER, DONE -> !row.row().finalVerdict();
      case REFUSED, EVICTED -> false;
    };
  }
}
