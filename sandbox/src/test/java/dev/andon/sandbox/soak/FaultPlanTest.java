package dev.andon.sandbox.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.sandbox.soak.FaultPlan.Planned;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {

  private static final Duration TO = Duration.ofMinutes(8);
  private static final List<String> STATIONS = List.of("station-1", "station-2", "station-3");

  @Test
  void the_same_seed_draws_the_same_plan_and_another_seed_another() {
    assertThat(draw(5)).isEqualTo(draw(5)).isNotEqualTo(draw(6));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void no_target_suffers_two_incidents_at_a_time(long seed) {
    Map<String, Duration> free = new HashMap<>();
    for (Planned one : draw(seed).planned()) {
      String target = one.incident().target();
      assertThat(one.at())
          .as("seed %d: %s", seed, one)
          .isGreaterThanOrEqualTo(free.getOrDefault(target, Duration.ZERO));
      free.put(target, one.end());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void every_kind_happens_and_all_is_over_in_time(long seed) {
    FaultPlan plan = draw(seed);

    assertThat(plan.planned()).allMatch(one -> one.end().compareTo(TO) <= 0);
    assertThat(plan.byKind().keySet())
        .containsExactlyInAnyOrder("kills", "stalls", "disks", "provider", "link");
    assertThat(killed(plan)).contains("broker", "hub").anyMatch(name -> name.startsWith("station"));
  }

  @Test
  void only_what_was_asked_for_happens() {
    FaultPlan plan = FaultPlan.draw(1, Duration.ZERO, TO, EnumSet.of(FaultKind.LINK), STATIONS);

    assertThat(plan.byKind()).containsOnlyKeys("link");
    assertThat(FaultPlan.draw(1, Duration.ZERO, TO, Set.of(), STATIONS).planned()).isEmpty();
  }

  private static Set<String> killed(FaultPlan plan) {
    return plan.planned().stream()
        .map(Planned::incident)
        .filter(incident -> incident.kind() == FaultKind.KILLS)
        .map(Incident::target)
        .collect(Collectors.toSet());
  }

  private static FaultPlan draw(long seed) {
    return FaultPlan.draw(
        seed, Duration.ofSeconds(10), TO, EnumSet.allOf(FaultKind.class), STATIONS);
  }
}
