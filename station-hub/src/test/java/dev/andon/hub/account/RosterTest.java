package dev.andon.hub.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RosterTest {
  private static Roster.Named on(String line, String station) {
    return new Roster.Named(Optional.of(line), station);
  }

  private static Roster.Named anywhere(String station) {
    return new Roster.Named(Optional.empty(), station);
  }

  @Test
  void where_none_is_named_any_is_served_under_its_bare_name() {
    Roster open = Roster.open("p");
    assertThat(open.objection("p", "l", "s")).isEmpty();
    assertThat(open.account("l", "s")).isEqualTo("s");
    assertThat(open.objection("q", "l", "s")).contains("this is the hub of plant p, not of q");
  }

  @Test
  void as_soon_as_one_is_named_no_other_is_served() {
    Roster roster = new Roster("p", Set.of(), List.of(on("l1", "a")));
    assertThat(roster.objection("p", "l1", "a")).isEmpty();
    assertThat(roster.objection("p", "l2", "a"))
        .contains("station l2/a is not in hub.yaml; add - {id: a, line: l2} under stations");
    assertThat(roster.objection("p", "l1", "b")).isPresent();
  }

  @Test
  void a_station_without_a_line_is_served_on_named_lines_only() {
    Roster roster = new Roster("p", Set.of("l1", "l2"), List.of(anywhere("a")));
    assertThat(roster.objection("p", "l2", "a")).isEmpty();
    assertThat(roster.objection("p", "l9", "a"))
        .contains("line l9 is not in hub.yaml; add - {id: l9} under lines");
  }

  @Test
  void a_named_line_alone_keeps_made_up_lines_out() {
    Roster roster = new Roster("p", Set.of("l1"), List.of());
    assertThat(roster.objection("p", "l1", "any")).isEmpty();
    assertThat(roster.objection("p", "l9", "any")).isPresent();
  }

  @Test
  void only_a_name_that_two_lines_have_gets_an_account_with_the_line_in_it() {
    Roster roster = new Roster("p", Set.of(), List.of(on("l1", "a"), on("l2", "a"), on("l1", "b")));
    assertThat(roster.account("l1", "a")).isEqualTo("l1/a");
    assertThat(roster.account("l2", "a")).isEqualTo("l2/a");
    assertThat(roster.account("l1", "b")).isEqualTo("b");
  }

  @Test
  void a_name_that_is_there_twice_needs_its_lines() {
    assertThatThrownBy(() -> new Roster("p", Set.of(), List.of(on("l1", "a"), anywhere("a"))))
        .hasMessageContaining("write each as {id: a, line: LINE}");
    assertThatThrownBy(() -> new Roster("p", Set.of(), List.of(on("l1", "a"), on("l1", "a"))))
        .hasMessageContaining("stations names l1/a twice");
  }
}
