package dev.andon.sandbox.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.sandbox.soak.CampaignPlan.Planned;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CampaignPlanTest {

  @Test
  void a_full_campaign_kills_by_number_mixes_for_twenty_minutes_and_buffers_ten_thousand() {
    Map<String, Integer> counts =
        CampaignPlan.of(List.of(), 1).phases().stream()
            .collect(Collectors.toMap(phase -> phase.kind().text(), Planned::target));

    assertThat(counts)
        .containsEntry("agent-kills", 100)
        .containsEntry("hub-kills", 50)
        .containsEntry("broker-kills", 50)
        .containsEntry("mixed", 1_200)
        .containsEntry("cut-link", 10_000)
        .containsKeys(
            "full-disks", "damaged-outbox", "damaged-hub", "clock-jumps", "daylight-spring")
        .doesNotContainKey("rehearsal");
  }

  @Test
  void every_phase_has_a_limit_above_the_time_that_its_count_needs() {
    for (Planned phase : CampaignPlan.of(List.of(), 1).phases()) {
      assertThat(phase.limit()).as(phase.kind().text()).isGreaterThan(Duration.ofMinutes(2));
    }
    assertThat(PhaseKind.MIXED.limit(1)).isGreaterThan(Duration.ofMinutes(20));
  }

  @Test
  void a_scaled_campaign_has_fewer_of_each_but_five_at_least() {
    Map<PhaseKind, Integer> counts =
        CampaignPlan.of(List.of(), 0.05).phases().stream()
            .collect(Collectors.toMap(Planned::kind, Planned::target));

    assertThat(counts)
        .containsEntry(PhaseKind.AGENT_KILLS, 5)
        .containsEntry(PhaseKind.HUB_KILLS, 5)
        .containsEntry(PhaseKind.MIXED, 60)
        .containsEntry(PhaseKind.CUT_LINK, 500)
        .containsEntry(PhaseKind.DAYLIGHT_SPRING, 1);
  }

  @Test
  void the_rehearsal_is_a_minute_whatever_the_scale() {
    assertThat(PhaseKind.REHEARSAL.count(0.01)).isEqualTo(PhaseKind.REHEARSAL.count(3));
  }

  @Test
  void named_phases_run_once_each_in_the_order_of_the_full_campaign() {
    CampaignPlan plan =
        CampaignPlan.of(
            List.of(PhaseKind.CLOCK_JUMPS, PhaseKind.HUB_KILLS, PhaseKind.CLOCK_JUMPS), 1);

    assertThat(plan.phases().stream().map(Planned::kind))
        .containsExactly(PhaseKind.HUB_KILLS, PhaseKind.CLOCK_JUMPS);
  }

  @Test
  void wrong_scales_and_unknown_phases_are_refused_by_name() {
    assertThatThrownBy(() -> CampaignPlan.of(List.of(), 0))
        .hasMessage("--scale must be above 0 and at most 10, not 0.0");
    assertThatThrownBy(() -> CampaignPlan.of(List.of(), Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> PhaseKind.of("quakes"))
        .hasMessageContainingAll("agent-kills", "damaged-hub", "not 'quakes'");
  }
}
