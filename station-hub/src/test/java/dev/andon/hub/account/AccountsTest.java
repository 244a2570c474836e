package dev.andon.hub.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.config.ConfigException;
import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.hub.budget.BudgetConfig;
import dev.andon.hub.budget.BudgetRule;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountsTest {
  record File(
      Optional<PlantConfig> plant,
      Optional<List<Map<String, String>>> exchangeRates,
      Optional<List<AccountConfig>> teams,
      Optional<List<AccountConfig>> lines,
      Optional<List<AccountConfig>> customers,
      Optional<List<VirtualKeyConfig>> virtualKeys,
      Optional<List<BudgetConfig>> budgets) {}

  @Test
  void the_annotation_teams_yaml_loads_as_it_stands_in_the_field_report() {
    Accounts accounts =
        accounts(
            """
            teams:
              - id: vision-research
                monthly_budget_eur: 1800
              - id: robotics-demos
                monthly_budget_eur: 1200
            virtual_keys:
              - id: vk_marco
                team: vision-research
                monthly_budget_eur: 220
                allowed_models: ["openai/gpt-4o-mini", "anthropic/claude-3.5-sonnet"]
              - id: vk_sofia
                team: vision-research
                monthly_budget_eur: 220
                allowed_models: ["openai/gpt-4o-mini"]
            """);
    VirtualKey marco = accounts.keys().getFirst().key();
    assertThat(marco.owners().chain())
        .hasToString("[key/vk_marco, team/vision-research, plant/bologna]");
    assertThat(marco.allows("anthropic/claude-3.5-sonnet")).isTrue();
    assertThat(accounts.budgets())
        .extracting(BudgetRule::id)
        .containsExactly(
            "team/vision-research month EUR",
            "team/robotics-demos month EUR",
            "key/vk_marco month EUR",
            "key/vk_sofia month EUR");
  }

  @Test
  void the_per_customer_yaml_loads_as_it_stands_in_the_field_report() {
    Accounts accounts =
        accounts(
            """
            virtual_keys:
              - id: vk_acme_corp
                customer_id: acme_corp
                allowed_models:
                  - openai/gpt-4o-mini
                  - anthropic/claude-haiku-4-5-20251001
                budget:
                  monthly_usd: 200
                  hard_cap: true
                rate_limit:
                  requests_per_minute: 60
            """);
    assertThat(accounts.keys().getFirst().key().owners().chain())
        .hasToString("[key/vk_acme_corp, customer/acme_corp, plant/bologna]");
    BudgetRule rule = accounts.budgets().getFirst();
    assertThat(rule.limit()).hasToString("200.00 USD");
    assertThat(rule.mode()).isEqualTo(BudgetRule.Mode.HARD);
    assertThat(accounts.rates().getFirst().requestsPerMinute()).contains(60L);
  }

  @Test
  void a_stop_at_ninety_percent_and_every_other_setting_of_a_budget() {
    Accounts accounts =
        accounts(
            """
            virtual_keys:
              - id: vk_marco
                monthly_budget_eur: 220
                stop_at: 0.9
                line: line-1
            lines:
              - id: line-1
                team: vision
            budgets:
              - owner: plant/bologna
                monthly_eur: 5000
                shift_eur: 300
                rolling_24h_usd: 400
                mode: shadow
                warn_at: 0.5
                auto_top_up: {step: 100, ceiling: 9000}
            """);
    assertThat(accounts.keys().getFirst().key().owners().chain())
        .hasToString("[key/vk_marco, line/line-1, team/vision, plant/bologna]");
    assertThat(accounts.budgets().getFirst().stopAt()).isEqualTo(new BigDecimal("0.9"));
    assertThat(accounts.budgets())
        .extracting(BudgetRule::id)
        .contains(
            "plant/bologna month EUR", "plant/bologna shift EUR", "plant/bologna rolling 24h USD");
  }

  @Test
  void the_yaml_of_the_documentation_loads() throws IOException {
    String page = Files.readString(Path.of(System.getProperty("andon.root"), "docs", "money.md"));
    int start = page.indexOf("```yaml\n") + "```yaml\n".length();
    Accounts accounts = accounts(page.substring(start, page.indexOf("```", start)));
    assertThat(accounts.keys())
        .extracting(k -> k.key().id())
        .containsExactly("vk_marco", "vk_acme_corp");
    assertThat(accounts.budgets())
        .extracting(BudgetRule::id)
        .contains(
            "key/vk_marco month EUR",
            "key/vk_acme_corp month USD",
            "plant/bologna month EUR",
            "line/line-1 shift EUR");
    assertThat(accounts.rates()).hasSize(1);
  }

  @Test
  void mistakes_are_refused_by_name() {
    assertThatThrownBy(() -> accounts("virtual_keys:\n  - id: a\n    monthly_budget_eru: 220\n"))
        .hasMessageContaining("'monthly_budget_eru' ends in 'eru'");
    assertThatThrownBy(() -> accounts("virtual_keys:\n  - id: a\n    alowed_models: [x]\n"))
        .hasMessageContaining("key/a: unknown key 'alowed_models'");
    assertThatThrownBy(() -> accounts("virtual_keys:\n  - id: a\n    monthly_eur: many\n"))
        .hasMessageContaining("monthly_eur is 'many'");
    assertThatThrownBy(() -> accounts("virtual_keys:\n  - id: a\n    monthly_eur: -1\n"))
        .hasMessageContaining("must be 0 or more");
    assertThatThrownBy(() -> accounts("budgets:\n  - owner: plant/bologna\n    hard_cap: true\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("a budget needs an amount");
    assertThatThrownBy(
            () -> accounts("virtual_keys:\n  - id: a\n    rate_limit: {requests_per_minute: 0}\n"))
        .hasMessageContaining("from 1 to");
  }

  private static Accounts accounts(String yaml) {
    File file =
        new ConfigFile(Environment.ofProcess()).parse(yaml, Path.of("hub.yaml"), File.class);
    PlantConfig plant =
        new PlantConfig(
            "bologna",
            Optional.of("Europe/Rome"),
            Optional.of("EUR"),
            Optional.of(List.of("06:00", "14:00", "22:00")),
            Optional.empty());
    return Accounts.of(
        new Accounts.Sections(
            plant,
            file.lines().orElse(List.of()),
            List.of(),
            file.teams().orElse(List.of()),
            file.customers().orElse(List.of()),
            file.virtualKeys().orElse(List.of()),
            file.budgets().orElse(List.of())));
  }
}
