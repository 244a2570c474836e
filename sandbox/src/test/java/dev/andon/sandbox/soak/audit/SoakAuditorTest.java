package dev.andon.sandbox.soak.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.sandbox.audit.HubRow;
import dev.andon.sandbox.audit.OutboxRow;
import dev.andon.sandbox.audit.OutboxRow.Standing;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One made-up run in order, and every way of breaking it: the audit has to find each. */
class SoakAuditorTest {

  private static final long START = 1_000_000;
  private static final long DEADLINE = 4_000;
  private static final long PRICE = 2_020;
  private static final Verdict PASS = new Verdict.Pass();
  private static final Verdict DEFECT = new Verdict.Defect(List.of());

  private final List<String> parts = List.of("part-1", "part-2", "part-3", "part-4");
  private final Set<String> decided = new HashSet<>();
  private final List<EscalationRow> escalations = new ArrayList<>();
  private final Set<String> setAside = new HashSet<>();
  private final List<SignalLine> signals = new ArrayList<>();
  private final Set<UUID> inBetween = new HashSet<>();
  private final List<HubRow> cases = new ArrayList<>();
  private final List<HubEvidence.Charge> charges = new ArrayList<>();
  private final List<BookLine> books = new ArrayList<>();
  private final List<SpendLine> spend = new ArrayList<>();
  private final List<FaultLine> faults = new ArrayList<>();
  private final List<ForgedLine> forged = new ArrayList<>();
  private final List<LostLink> losses = new ArrayList<>();
  private final List<ExitLine> exits = new ArrayList<>();
  private final List<DamageLine> damages = new ArrayList<>();

  private final UUID second = new UUID(0, 2);
  private final UUID third = new UUID(0, 3);

  /** Parts 1 and 4 are judged on the spot, 2 and 3 are asked about, answered, paid and told. */
  @BeforeEach
  void a_run_in_order() {
    decided.addAll(List.of("part-1", "part-4"));
    signals.add(signal(new UUID(9, 1), "part-1", "accept", "local"));
    asked(second, "part-2", PASS, "accept");
    asked(third, "part-3", DEFECT, "reject");
    signals.add(signal(new UUID(9, 4), "part-4", "accept", "local"));
    spend.add(new SpendLine(START, "line-2", 10_000, 4_040, 1_000));
  }

  @Test
  void a_run_in_order_breaks_no_promise() {
    assertThat(SoakAuditor.audit(evidence())).allMatch(Check::holds);
  }

  @Test
  void a_part_without_any_row_is_lost() {
    decided.remove("part-1");

    assertBroken("lost", 1, "part-1");
  }

  @Test
  void a_part_in_a_file_set_aside_is_not_lost_but_stated() {
    decided.remove("part-1");
    setAside.add("part-1");

    assertThat(check("lost").holds()).isTrue();
    assertThat(check("lost").figures()).containsEntry("set_aside_as_damaged", 1L);
  }

  @Test
  void a_row_that_damage_destroyed_is_not_lost_but_stated_and_has_to_be_told() {
    decided.remove("part-1");
    damages.add(damage(List.of("part-1"), List.of(), "outbox=outbox.db was taken over"));

    assertThat(check("lost").holds()).isTrue();
    assertThat(check("lost").figures()).containsEntry("rows_destroyed_by_damage", 1L);
    assertThat(check("damage_told").holds()).isTrue();
    assertThat(check("damage_told").figures()).containsEntry("parts_hit", 1L);
  }

  @Test
  void a_signal_in_between_about_a_part_whose_row_was_destroyed_is_stated_not_counted() {
    escalations.removeIf(row -> row.partId().equals("part-2"));
    signals.removeIf(signal -> signal.partId().equals("part-2"));
    inBetween.add(second);
    damages.add(damage(List.of("part-2"), List.of(second), "lost 1 escalations"));

    assertThat(check("unsignalled").holds()).isTrue();
    assertThat(check("unsignalled").figures()).containsEntry("signal_in_flight_at_a_kill", 1L);
    assertThat(check("lost").holds()).isTrue();
    assertThat(check("strangers").holds()).isTrue();
  }

  @Test
  void a_row_that_could_still_be_read_behind_the_damage_and_is_gone_is_lost() {
    decided.remove("part-1");
    damages.add(damage(List.of("part-4"), List.of(), "outbox=outbox.db was taken over"));

    assertBroken("lost", 1, "part-1");
  }

  @Test
  void damage_that_cost_rows_and_of_which_nobody_spoke_breaks_a_promise() {
    damages.add(damage(List.of("part-1"), List.of(), ""));

    assertBroken("damage_told", 1, "station-1");
  }

  @Test
  void damage_that_cost_nothing_may_pass_in_silence() {
    damages.add(damage(List.of(), List.of(), ""));

    assertThat(check("damage_told").holds()).isTrue();
  }

  @Test
  void ledger_entries_that_damage_destroyed_are_stated() {
    charges.removeIf(charge -> charge.escalation().equals(Optional.of(second)));
    damages.add(damage(List.of(), List.of(second), "database damaged"));

    assertThat(check("ledger").holds()).isTrue();
    assertThat(check("ledger").figures()).containsEntry("entries_destroyed_by_damage", 1L);
  }

  private static DamageLine damage(List<String> parts, List<UUID> escalations, String told) {
    return new DamageLine(START, "station-1", "bytes flipped", 6, parts, escalations, told);
  }

  @Test
  void an_escalation_given_away_and_unknown_to_the_hub_is_lost() {
    cases.clear();
    escalations.set(0, row(second, "part-2", Standing.HANDED_OVER, false));

    assertBroken("lost", 1, second.toString());
  }

  @Test
  void an_escalation_given_away_on_a_forged_receipt_is_counted_as_a_forgery_that_was_believed() {
    cases.removeIf(row -> row.id().equals(second));
    escalations.set(0, row(second, "part-2", Standing.HANDED_OVER, false));
    signals.set(1, signal(second, "part-2", "hold", "timeout"));
    forged.add(new ForgedLine(START, "receipt", second, "down/receipt"));

    assertThat(check("lost").holds()).isTrue();
    assertBroken("forged", 1, second.toString());
  }

  @Test
  void an_evicted_row_is_not_lost_but_stated() {
    cases.removeIf(row -> row.id().equals(second));
    escalations.set(0, row(second, "part-2", Standing.EVICTED, false));

    assertThat(check("lost").holds()).isTrue();
    assertThat(check("lost").figures()).containsEntry("evicted_with_row", 1L);
  }

  @Test
  void parts_behind_the_last_one_known_were_not_read() {
    decided.remove("part-4");
    signals.removeLast();

    assertBroken("not_read", 1, "part-4");
    assertThat(check("lost").holds()).isTrue();
  }

  @Test
  void an_escalation_at_the_hub_that_no_station_has_is_a_stranger() {
    cases.add(new HubRow(new UUID(7, 7), Optional.empty()));

    assertBroken("strangers", 1, new UUID(7, 7).toString());
  }

  @Test
  void a_part_of_which_the_line_heard_nothing_is_unsignalled() {
    signals.remove(1);

    assertBroken("unsignalled", 1, "part-2");
  }

  @Test
  void a_signal_of_which_the_station_says_it_stopped_in_between_is_stated_not_counted() {
    signals.remove(1);
    inBetween.add(second);

    assertThat(check("unsignalled").holds()).isTrue();
    assertThat(check("unsignalled").figures()).containsEntry("signal_in_flight_at_a_kill", 1L);
  }

  @Test
  void a_signal_in_between_about_a_part_judged_on_the_spot_excuses_one_such_part_alone() {
    signals.clear();
    inBetween.add(new UUID(9, 1));

    assertBroken("unsignalled", 3, "part-2");
    assertThat(check("unsignalled").figures()).containsEntry("signal_in_flight_at_a_kill", 1L);
  }

  @Test
  void an_unsignalled_part_that_was_open_when_its_station_was_killed_counts_and_is_told_apart() {
    signals.remove(1);
    faults.add(new FaultLine("kills", "killed", "station-1", START + 1_000, START + 2_000));

    assertBroken("unsignalled", 1, "part-2");
    assertThat(check("unsignalled").figures()).containsEntry("of_them_open_at_a_kill", 1L);
  }

  @Test
  void a_part_told_twice_is_found_and_whether_differently() {
    signals.add(signal(second, "part-2", "accept", "verdict"));
    signals.add(signal(new UUID(9, 9), "part-1", "hold", "timeout"));

    assertBroken("told_twice", 2, "part-1");
    assertThat(check("told_twice").figures()).containsEntry("of_them_differently", 1L);
  }

  @Test
  void two_answers_charged_for_one_escalation_are_found_whatever_the_ledger_says() {
    books.add(answer("part-2"));
    charges.add(charge(second, "ANSWERED", PRICE));

    assertBroken("charged_twice", 1, second.toString());
    assertThat(check("ledger").holds()).isTrue();
  }

  @Test
  void a_second_answer_is_excused_where_its_call_was_in_flight_when_the_hub_was_killed() {
    books.add(answer("part-2"));
    charges.add(charge(second, "OUTCOME_UNKNOWN", 9_000));
    assertBroken("charged_twice", 1, second.toString());

    faults.add(new FaultLine("kills", "killed", "hub", START + 500, START + 2_000));

    assertThat(check("charged_twice").holds()).isTrue();
    assertThat(check("charged_twice").figures())
        .containsEntry("twice_in_flight_at_a_kill", 1L)
        .containsEntry("calls_in_flight_at_a_kill", 1L);
  }

  @Test
  void a_call_that_failed_without_a_kill_excuses_no_second_answer() {
    books.add(answer("part-2"));
    charges.add(charge(second, "FAILED", 9_000));
    faults.add(new FaultLine("kills", "killed", "hub", START + 500, START + 2_000));

    assertBroken("charged_twice", 1, second.toString());
  }

  @Test
  void an_answer_that_the_ledger_does_not_have_is_found() {
    charges.removeFirst();

    assertBroken("ledger", 1, second.toString());
    assertBroken("ledger_total", 1, "books 4040");
  }

  @Test
  void a_millionth_too_much_or_too_little_is_found() {
    charges.set(0, charge(second, "ANSWERED", PRICE + 1));
    assertBroken("ledger", 1, second.toString());

    charges.set(0, charge(second, "ANSWERED", PRICE - 1));
    assertBroken("ledger", 1, second.toString());
  }

  @Test
  void an_answer_under_an_entry_of_unknown_outcome_agrees_up_to_its_bound() {
    charges.set(0, charge(second, "OUTCOME_UNKNOWN", PRICE));
    assertThat(check("ledger").holds()).isTrue();

    charges.set(0, charge(second, "OUTCOME_UNKNOWN", PRICE - 1));
    assertBroken("ledger", 1, second.toString());
  }

  @Test
  void a_line_above_its_cap_is_found_and_how_full_it_was_is_stated() {
    spend.add(new SpendLine(START + 1, "line-2", 10_000, 10_001, 0));

    assertBroken("cap_overshoot", 1, "line-2");
    assertThat(check("cap_overshoot").figures()).containsEntry("fullest_percent", 100L);
  }

  @Test
  void a_link_that_we_ended_is_found_and_one_that_a_fault_ended_is_stated() {
    losses.add(new LostLink(START, "hub", "receive maximum", true));
    losses.add(new LostLink(START, "station-1", "closed its connection", false));

    assertBroken("disconnects", 1, "receive maximum");
    assertThat(check("disconnects").figures()).containsEntry("by_faults", 1L);
  }

  @Test
  void a_line_that_acted_on_what_the_hub_never_said_is_found() {
    signals.set(1, signal(second, "part-2", "reject", "verdict"));

    assertBroken("forged", 1, "part-2");
  }

  @Test
  void a_verdict_acted_on_although_the_hub_has_none_is_found() {
    cases.set(0, new HubRow(second, Optional.empty()));

    assertBroken("forged", 1, "part-2");
  }

  @Test
  void a_frame_that_a_stranger_sent_and_the_hub_took_is_found_and_is_no_stranger() {
    UUID copy = new UUID(7, 7);
    cases.add(new HubRow(copy, Optional.empty()));
    forged.add(new ForgedLine(START, "frame", copy, "up/frame"));

    assertBroken("forged", 1, copy.toString());
    assertThat(check("strangers").holds()).isTrue();
  }

  @Test
  void a_process_that_ended_by_itself_is_found() {
    exits.add(new ExitLine(START, "hub", 3));

    assertBroken("own_exits", 1, "process=hub");
  }

  @Test
  void what_still_waits_at_the_end_is_found() {
    escalations.set(0, row(second, "part-2", Standing.WAITING, false));

    assertBroken("open", 1, second.toString());
  }

  private void asked(UUID id, String part, Verdict verdict, String signal) {
    escalations.add(row(id, part, Standing.DONE, true));
    signals.add(signal(id, part, signal, "verdict"));
    cases.add(new HubRow(id, Optional.of(message(id, verdict))));
    books.add(answer(part));
    charges.add(charge(id, "ANSWERED", PRICE));
  }

  private static EscalationRow row(UUID id, String part, Standing standing, boolean verdict) {
    boolean kept = standing == Standing.WAITING;
    return new EscalationRow(part, image(part), START, new OutboxRow(id, standing, kept, verdict));
  }

  private static String image(String part) {
    return "sha-of-" + part;
  }

  private static SignalLine signal(UUID id, String part, String signal, String cause) {
    return new SignalLine(START + 100, id, part, signal, cause);
  }

  private static BookLine answer(String part) {
    return new BookLine(
        UUID.randomUUID(), START, START + 150, List.of(image(part)), 200, true, PRICE);
  }

  private static HubEvidence.Charge charge(UUID id, String outcome, long micros) {
    return new HubEvidence.Charge(Optional.of(id), outcome, micros, START, START + 3_000);
  }

  private static VerdictMessage message(UUID id, Verdict verdict) {
    return new VerdictMessage(
        id,
        verdict,
        false,
        false,
        VerdictMessage.AnsweredBy.PROVIDER,
        "scripted/vision-1",
        PRICE,
        "EUR",
        new UUID(5, 5),
        Instant.EPOCH);
  }

  private void assertBroken(String name, long found, String example) {
    Check check = check(name);
    assertThat(check.found()).as(check.toString()).isEqualTo(found);
    assertThat(check.holds()).isFalse();
    assertThat(check.examples()).anyMatch(text -> text.contains(example));
  }

  private Check check(String name) {
    return SoakAuditor.audit(evidence()).stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private SoakEvidence evidence() {
    StationEvidence station =
        new StationEvidence(
            "station-1", "line-2", parts, decided, escalations, setAside, signals, inBetween);
    return new SoakEvidence(
        List.of(station),
        new HubEvidence(cases, charges, 0),
        books,
        spend,
        new Disturbances(faults, forged, losses, exits, damages, DEADLINE));
  }
}
