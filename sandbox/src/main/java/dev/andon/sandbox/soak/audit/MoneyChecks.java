package dev.andon.sandbox.soak.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Whether the provider's books, the hub's ledger and the cap of a line agree. */
final class MoneyChecks {

  private final SoakEvidence evidence;
  private final Map<UUID, List<HubEvidence.Charge>> charges = new HashMap<>();
  private final Map<String, List<BookLine>> answers = new HashMap<>();
  private final List<Paid> paid;

  /** What one escalation's picture cost by the two accounts. */
  private record Paid(
      UUID escalation, String station, List<BookLine> answers, List<HubEvidence.Charge> charges) {

    long extra() {
      return Math.max(0, answers.size() - 1L);
    }

    long booked() {
      return charges.stream().filter(HubEvidence.Charge::answered).count();
    }

    long bookedMicros() {
      return sum(charges.stream().filter(HubEvidence.Charge::answered).toList());
    }

    List<HubEvidence.Charge> unanswered() {
      return charges.stream().filter(charge -> !charge.answered()).toList();
    }

    long chargedMicros() {
      return answers.stream().mapToLong(BookLine::costMicros).sum();
    }

    /** Each answer is booked at its price, or lies under an entry without an answer. */
    boolean agrees() {
      long missing = answers.size() - booked();
      long micros = chargedMicros() - bookedMicros();
      return missing == 0
          ? micros == 0
          : missing > 0
              && missing <= unanswered().size()
              && micros >= 0
              && micros <= sum(unanswered());
    }

    private static long sum(List<HubEvidence.Charge> some) {
      return some.stream().mapToLong(HubEvidence.Charge::costMicros).sum();
    }
  }

  MoneyChecks(SoakEvidence evidence) {
    this.evidence = evidence;
    for (HubEvidence.Charge charge : evidence.hub().charges()) {
      charge
          .escalation()
          .ifPresent(id -> charges.computeIfAbsent(id, key -> new ArrayList<>()).add(charge));
    }
    evidence.books().stream().filter(BookLine::answered).forEach(this::file);
    this.paid = evidence.stations().stream().flatMap(s -> paid(s).stream()).toList();
  }

  private void file(BookLine line) {
    line.images().stream()
        .distinct()
        .forEach(image -> answers.computeIfAbsent(image, key -> new ArrayList<>()).add(line));
  }

  /** Pictures are drawn with noise, so two escalations never share one. */
  private List<Paid> paid(StationEvidence station) {
    return station.escalations().stream()
        .map(
            row ->
                new Paid(
                    row.row().id(),
                    station.station(),
                    answers.getOrDefault(row.imageSha256(), List.of()),
                    charges.getOrDefault(row.row().id(), List.of())))
        .toList();
  }

  List<Check> all() {
    return List.of(chargedTwice(), ledger(), totals(), cap());
  }

  private Check chargedTwice() {
    List<String> twice = new ArrayList<>();
    long atKill = 0;
    for (Paid one : paid) {
      long excused = Math.min(one.extra(), inFlightAtKill(one.charges()));
      atKill += excused;
      for (long i = excused; i < one.extra(); i++) {
        twice.add(
            "escalation=%s station=%s answers=%d"
                .formatted(one.escalation(), one.station(), one.answers().size()));
      }
    }
    return Check.of(
        "charged_twice",
        "no escalation was answered and charged twice",
        twice,
        Map.of(
            "twice_in_flight_at_a_kill",
            atKill,
            "calls_in_flight_at_a_kill",
            inFlightAtKill(evidence.hub().charges())));
  }

  /** Calls of unknown outcome that were under way when the hub was killed. */
  private long inFlightAtKill(List<HubEvidence.Charge> some) {
    return some.stream().filter(HubEvidence.Charge::unknown).filter(this::spansKill).count();
  }

  private boolean spansKill(HubEvidence.Charge charge) {
    return evidence.disturbances().faults().stream()
        .filter(fault -> fault.isKillOf("hub"))
        .anyMatch(kill -> kill.fromMs() >= charge.atMs() && kill.fromMs() <= charge.bookedMs());
  }

  private Check ledger() {
    Set<UUID> destroyed = DamageLine.escalations(evidence.disturbances().damages());
    List<Paid> different = paid.stream().filter(one -> !one.agrees()).toList();
    List<String> wrong =
        different.stream()
            .filter(one -> !destroyed.contains(one.escalation()))
            .map(
                one ->
                    "escalation=%s books: %d answers, %d micros; ledger: %d answers, %d micros, %d without answer"
                        .formatted(
                            one.escalation(),
                            one.answers().size(),
                            one.chargedMicros(),
                            one.booked(),
                            one.bookedMicros(),
                            one.unanswered().size()))
            .toList();
    return Check.of(
        "ledger",
        "the ledger agrees with the provider's books for each escalation, to the millionth",
        wrong,
        Map.of("entries_destroyed_by_damage", (long) different.size() - wrong.size()));
  }

  private Check totals() {
    List<HubEvidence.Charge> all = evidence.hub().charges();
    long answered = Paid.sum(all.stream().filter(HubEvidence.Charge::answered).toList());
    long unanswered = Paid.sum(all) - answered;
    long books = evidence.books().stream().mapToLong(BookLine::costMicros).sum();
    boolean between = books >= answered && books <= answered + unanswered;
    List<String> wrong =
        between
            ? List.of()
            : List.of(
                "books %d, ledger %d answered and %d without answer, micros"
                    .formatted(books, answered, unanswered));
    return Check.of(
        "ledger_total",
        "the provider charged what the ledger booked as answered, and at most its bounds beyond",
        wrong,
        Map.of(
            "books_micros", books,
            "ledger_answered_micros", answered,
            "ledger_unanswered_micros", unanswered,
            "ledger_unanswered_calls", all.stream().filter(c -> !c.answered()).count()));
  }

  private Check cap() {
    List<String> over =
        evidence.spend().stream()
            .filter(sample -> sample.usedMicros() > sample.capMicros())
            .map(
                sample ->
                    "line=%s at=%d used=%d cap=%d"
                        .formatted(
                            sample.line(), sample.atMs(), sample.usedMicros(), sample.capMicros()))
            .toList();
    return Check.of(
        "cap_overshoot",
        "the capped line never spent more than its cap",
        over,
        Map.of("samples", (long) evidence.spend().size(), "fullest_percent", fullest().orElse(0L)));
  }

  /** Under the first cap; a run in which it stays low has not shown that the cap binds. */
  private Optional<Long> fullest() {
    return evidence.spend().stream()
        .filter(sample -> sample.capMicros() == evidence.spend().getFirst().capMicros())
        .map(sample -> (sample.usedMicros() + sample.heldMicros()) * 100 / sample.capMicros())
        .max(Long::compare);
  }
}
