package dev.andon.sandbox.soak.audit;

import dev.andon.sandbox.audit.Audit;
import dev.andon.sandbox.audit.Auditor;
import dev.andon.sandbox.audit.CaptureJournal;
import dev.andon.sandbox.audit.Evidence;
import dev.andon.sandbox.audit.OutboxRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Whether every part laid before a camera is where it should be, and its line was told once. */
final class FrameChecks {

  private final SoakEvidence evidence;
  private final Set<UUID> falselyReceipted;

  FrameChecks(SoakEvidence evidence) {
    this.evidence = evidence;
    this.falselyReceipted =
        evidence.disturbances().forged().stream()
            .filter(line -> line.kind().equals("receipt"))
            .map(ForgedLine::id)
            .collect(Collectors.toSet());
  }

  List<Check> all() {
    return List.of(lost(), notRead(), strangers(), unsignalled(), toldTwice());
  }

  /** Escalations that a station gave away on a forged receipt, and the hub never got. */
  Set<UUID> lostToForgery() {
    Set<UUID> lost = new HashSet<>(nowhere().lost());
    lost.retainAll(falselyReceipted);
    return lost;
  }

  private Check lost() {
    List<String> lost = new ArrayList<>();
    long setAside = 0;
    long destroyed = 0;
    for (StationEvidence station : evidence.stations()) {
      Set<String> known = withRow(station);
      Set<String> gone = destroyed(station);
      for (String part : station.parts().subList(0, reached(station))) {
        if (known.contains(part)) {
          continue;
        }
        if (gone.contains(part)) {
          destroyed++;
        } else if (station.setAside().contains(part)) {
          setAside++;
        } else {
          lost.add("station=%s part=%s has no row".formatted(station.station(), part));
        }
      }
    }
    Audit audit = nowhere();
    audit.lost().stream()
        .filter(id -> !falselyReceipted.contains(id))
        .forEach(id -> lost.add("escalation=%s was given away and is nowhere".formatted(id)));
    return Check.of(
        "lost",
        "every part that was read has a row, and every escalation is somewhere",
        lost,
        Map.of(
            "evicted_with_row",
            audit.evicted(),
            "refused_with_row",
            audit.refused(),
            "set_aside_as_damaged",
            setAside,
            "rows_destroyed_by_damage",
            destroyed));
  }

  /** Parts of a station whose rows nobody could have kept. */
  private Set<String> destroyed(StationEvidence station) {
    return evidence.disturbances().damages().stream()
        .filter(damage -> damage.process().equals(station.station()))
        .flatMap(damage -> damage.parts().stream())
        .collect(Collectors.toSet());
  }

  private Check notRead() {
    List<String> left =
        evidence.stations().stream()
            .flatMap(
                station ->
                    station.parts().subList(reached(station), station.parts().size()).stream()
                        .map(part -> "station=%s part=%s".formatted(station.station(), part)))
            .toList();
    return Check.of("not_read", "every part was read before the end", left, Map.of());
  }

  private Check strangers() {
    Set<UUID> forged =
        evidence.disturbances().forged().stream().map(ForgedLine::id).collect(Collectors.toSet());
    Set<UUID> destroyed = DamageLine.escalations(evidence.disturbances().damages());
    List<UUID> strangers =
        nowhere().strangers().stream().filter(id -> !forged.contains(id)).toList();
    List<String> unknown =
        strangers.stream()
            .filter(id -> !destroyed.contains(id))
            .map(id -> "escalation=" + id)
            .toList();
    return Check.of(
        "strangers",
        "the hub has no escalation that no station has",
        unknown,
        Map.of("rows_destroyed_by_damage", (long) strangers.size() - unknown.size()));
  }

  private Check unsignalled() {
    List<String> silent = new ArrayList<>();
    long inBetween = 0;
    long openAtKill = 0;
    for (StationEvidence station : evidence.stations()) {
      Silent found = new Silent(station, kills(station));
      silent.addAll(found.breaches);
      inBetween += found.inBetween;
      openAtKill += found.openAtKill;
    }
    return Check.of(
        "unsignalled",
        "the line was told something about every part that was read",
        silent,
        Map.of("signal_in_flight_at_a_kill", inBetween, "of_them_open_at_a_kill", openAtKill));
  }

  private List<FaultLine> kills(StationEvidence station) {
    return evidence.disturbances().faults().stream()
        .filter(fault -> fault.isKillOf(station.station()))
        .toList();
  }

  private Check toldTwice() {
    List<String> twice = new ArrayList<>();
    long differently = 0;
    for (StationEvidence station : evidence.stations()) {
      Map<String, List<SignalLine>> byPart =
          station.signals().stream().collect(Collectors.groupingBy(SignalLine::partId));
      for (Map.Entry<String, List<SignalLine>> part : byPart.entrySet()) {
        Set<String> said =
            part.getValue().stream().map(SignalLine::signal).collect(Collectors.toSet());
        if (part.getValue().size() > 1) {
          twice.add("station=%s part=%s: %s".formatted(station.station(), part.getKey(), said));
          differently += said.size() > 1 ? 1 : 0;
        }
      }
    }
    return Check.of(
        "told_twice",
        "the line was told about each part once",
        twice,
        Map.of("of_them_differently", differently));
  }

  private static Set<String> withRow(StationEvidence station) {
    Set<String> known = new HashSet<>(station.decided());
    station.escalations().forEach(row -> known.add(row.partId()));
    return known;
  }

  /** How many parts were read: up to the last one of which anything is known. */
  private static int reached(StationEvidence station) {
    Set<String> known = withRow(station);
    known.addAll(station.setAside());
    station.signals().forEach(signal -> known.add(signal.partId()));
    int reached = station.parts().size();
    while (reached > 0 && !known.contains(station.parts().get(reached - 1))) {
      reached--;
    }
    return reached;
  }

  private Audit nowhere() {
    CaptureJournal journal = new CaptureJournal();
    List<OutboxRow> rows = new ArrayList<>();
    Map<String, Long> answers = new HashMap<>();
    for (StationEvidence station : evidence.stations()) {
      for (EscalationRow one : station.escalations()) {
        rows.add(one.row());
        journal.escalated(
            new CaptureJournal.Captured(
                one.row().id(), station.line(), one.imageSha256(), Optional.empty(), 0));
      }
    }
    return Auditor.audit(
        new Evidence(journal.pages(), rows, Set.of(), evidence.hub().cases(), answers));
  }

  /** The parts of one station of which its line heard nothing. */
  private final class Silent {

    private final StationEvidence station;
    private final List<FaultLine> kills;
    private final List<String> breaches = new ArrayList<>();
    private final Map<String, EscalationRow> escalations = new HashMap<>();
    private long localInBetween;
    private long inBetween;
    private long openAtKill;

    Silent(StationEvidence station, List<FaultLine> kills) {
      this.station = station;
      this.kills = kills;
      station.escalations().forEach(row -> escalations.put(row.partId(), row));
      Set<UUID> escalated =
          station.escalations().stream().map(row -> row.row().id()).collect(Collectors.toSet());
      localInBetween = station.inBetween().stream().filter(id -> !escalated.contains(id)).count();
      Set<String> told =
          station.signals().stream().map(SignalLine::partId).collect(Collectors.toSet());
      station.parts().subList(0, reached(station)).stream()
          .filter(part -> !told.contains(part))
          .forEach(this::add);
    }

    private void add(String part) {
      EscalationRow escalation = escalations.get(part);
      if (escalation == null ? takeLocal(part) : stoppedInBetween(escalation)) {
        inBetween++;
        return;
      }
      if (escalation != null && wasOpenAtKill(escalation)) {
        openAtKill++;
      }
      breaches.add("station=%s part=%s".formatted(station.station(), part));
    }

    private boolean stoppedInBetween(EscalationRow escalation) {
      return station.inBetween().contains(escalation.row().id());
    }

    /**
     * A signal about a part judged on the spot carries an id of its own, and of a part whose row
     * was destroyed the id is not known any more, so these are counted.
     */
    private boolean takeLocal(String part) {
      boolean withoutId = station.decided().contains(part) || destroyed(station).contains(part);
      if (localInBetween == 0 || !withoutId) {
        return false;
      }
      localInBetween--;
      return true;
    }

    private boolean wasOpenAtKill(EscalationRow escalation) {
      long until = escalation.capturedMs() + evidence.disturbances().deadlineMs();
      return kills.stream()
          .anyMatch(
              kill -> kill.fromMs() >= escalation.capturedMs() - 1_000 && kill.fromMs() <= until);
    }
  }
}
