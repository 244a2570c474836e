package dev.andon.hub.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.hub.account.AccountConfig;
import dev.andon.hub.account.Accounts;
import dev.andon.hub.account.PlantConfig;
import dev.andon.hub.account.VirtualKeyConfig;
import dev.andon.hub.budget.BudgetConfig;
import dev.andon.hub.money.Owner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two lines have a station of one name. */
final class SharedNameTest {
  private static final String STATIONS =
      """
      stations:
        - {id: st-00, line: line-1, daily_eur: 1}
        - {id: st-00, line: line-9, daily_eur: 2}
        - {id: st-01, line: line-1, daily_eur: 3}
      """;

  record File(
      Optional<List<AccountConfig>> stations,
      Optional<List<VirtualKeyConfig>> virtualKeys,
      Optional<List<BudgetConfig>> budgets) {}

  private static Accounts accounts(String more) {
    File file =
        new ConfigFile(Environment.of(Map.of()))
            .parse(STATIONS + more, Path.of("hub.yaml"), File.class);
    PlantConfig plant =
        new PlantConfig(
            "bologna", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    return Accounts.of(
        new Accounts.Sections(
            plant,
            List.of(),
            file.stations().orElse(List.of()),
            List.of(),
            List.of(),
            file.virtualKeys().orElse(List.of()),
            file.budgets().orElse(List.of())));
  }

  @Test
  void each_has_a_cap_of_its_own_and_a_name_that_is_there_once_keeps_its_account() {
    assertThat(accounts("").budgets())
        .extracting(rule -> rule.owner() + " " + rule.limit())
        .containsExactly(
            "station/line-1/st-00 1.00 EUR",
            "station/line-9/st-00 2.00 EUR",
            "station/st-01 3.00 EUR");
  }

  @Test
  void an_account_with_a_line_is_read_as_it_is_written() {
    Owner owner = new Owner(Owner.Kind.STATION, "line-1/st-00");
    assertThat(Owner.parse(owner.toString())).isEqualTo(owner);
    assertThatThrownBy(() -> new Owner(Owner.Kind.LINE, "a/b")).hasMessageContaining("no '/'");
    assertThatThrownBy(() -> new Owner(Owner.Kind.STATION, "a/b/c")).hasMessageContaining("no '/'");
  }

  @Test
  void a_key_for_such_a_station_names_the_line_too() {
    String key = "virtual_keys:\n  - {id: vk, station: st-00%s}\n";
    assertThat(accounts(key.formatted(", line: line-9")).keys().getFirst().key().owners().chain())
        .contains(new Owner(Owner.Kind.STATION, "line-9/st-00"));
    assertThatThrownBy(() -> accounts(key.formatted("")))
        .hasMessage(
            "key vk says station: st-00, but several lines have one; write line: beside it");
  }

  @Test
  void a_cap_on_the_bare_name_would_cap_none_of_them_and_is_refused() {
    assertThatThrownBy(() -> accounts("budgets:\n  - {owner: station/st-00, daily_eur: 5}\n"))
        .hasMessageContaining("write station/LINE/st-00");
  }
}
