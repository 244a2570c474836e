package dev.andon.hub.routing.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.provider.ProviderConfig;
import dev.andon.hub.request.Attributes;
import dev.andon.hub.request.RequestLane;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RouteTablesTest {
  /** As much of a hub's configuration as routing reads. */
  record Snippet(
      Map<String, ProviderConfig> providers,
      Optional<List<RouteConfig>> routes,
      Optional<List<FallbackConfig>> fallbacks) {
    RouteTable table() {
      return RouteTables.make(providers, routes.orElse(List.of()), fallbacks.orElse(List.of()));
    }
  }

  private final Random random = new Random(5);

  @Test
  void the_factory_s_snippet_gives_its_chain() {
    RouteTable table =
        read("""
                providers:
                  openai:
                    keys:
                      - env: OPENAI_KEY_PRIMARY
                        weight: 0.7
                      - env: OPENAI_KEY_FAILOVER
                        weight: 0.3
                  anthropic:
                    keys:
                      - env: ANTHROPIC_KEY
                  bedrock:
                    keys:
                      - env: BEDROCK_KEY
                    region: eu-central-1
                routes:
                  - models: ["openai/gpt-4o-mini"]
                    fallbacks:
                      - "anthropic/claude-sonnet-4-6"
                      - "bedrock/anthropic.claude-3-5-haiku"
                """)
            .table();
    assertThat(plan(table, "openai/gpt-4o-mini").orElseThrow().candidates())
        .extracting(Candidate::toString)
        .containsExactly(
            "openai/gpt-4o-mini",
            "anthropic/claude-sonnet-4-6",
            "bedrock/anthropic.claude-3-5-haiku");
  }

  @Test
  void the_captioning_snippet_gives_its_chains_and_its_keys_are_substituted() {
    Snippet snippet =
        read(
            """
            providers:
              openai:
                keys: [${OPENAI_KEY_1}, ${OPENAI_KEY_2}]
                weight: 0.5
              anthropic:
                keys: [${ANTHROPIC_KEY_1}]
                weight: 0.3
              vertex:
                keys: [${VERTEX_KEY_1}]
                weight: 0.2
            fallbacks:
              - model: openai/gpt-4o
                next: [anthropic/claude-3-7-sonnet, vertex/gemini-2.5-pro]
              - model: anthropic/claude-3-7-sonnet
                next: [openai/gpt-4o, vertex/gemini-2.5-pro]
            """);
    assertThat(plan(snippet.table(), "anthropic/claude-3-7-sonnet").orElseThrow().candidates())
        .extracting(Candidate::toString)
        .containsExactly("anthropic/claude-3-7-sonnet", "openai/gpt-4o", "vertex/gemini-2.5-pro");
    assertThat(snippet.providers())
        .hasEntrySatisfying(
            "openai",
            openai ->
                assertThat(openai.keys().orElseThrow().get(1).value())
                    .contains("value-of-OPENAI_KEY_2"));
  }

  @Test
  void weights_of_providers_draw_for_an_alias() {
    RouteTable table =
        read("""
                providers:
                  openai: {keys: [k1], weight: 0.75}
                  anthropic: {keys: [k2], weight: 0.25}
                routes:
                  - models: [caption]
                    candidates: [openai/gpt-4o, anthropic/claude]
                """)
            .table();
    Map<String, Long> first =
        IntStream.range(0, 4000)
            .mapToObj(i -> plan(table, "caption").orElseThrow().candidates().getFirst().provider())
            .collect(Collectors.groupingBy(p -> p, Collectors.counting()));
    assertThat(first.get("openai")).isBetween(2900L, 3100L);
  }

  @Test
  void a_condition_picks_the_route() {
    RouteTable table =
        read("""
                providers:
                  openai: {keys: [k1]}
                routes:
                  - models: [judge]
                    candidates: [openai/big]
                    when: {lane: live, lines: [line-1]}
                  - models: [judge]
                    candidates: [openai/small]
                """)
            .table();
    Attributes line1 = new Attributes(Map.of("line", "line-1"));
    assertThat(
            table.plan(
                new RouteQuery(new ModelName("judge"), "k", RequestLane.LIVE, line1), random))
        .map(p -> p.candidates().getFirst().model())
        .contains("big");
    assertThat(
            table.plan(
                new RouteQuery(new ModelName("judge"), "k", RequestLane.REPLAY, line1), random))
        .map(p -> p.candidates().getFirst().model())
        .contains("small");
  }

  @Test
  void a_model_of_a_provider_needs_no_route_and_an_unknown_one_has_none() {
    RouteTable table = read("providers: {openai: {keys: [k1]}}").table();
    assertThat(plan(table, "openai/anything")).isPresent();
    assertThat(plan(table, "nobody/anything")).isEmpty();
    assertThat(plan(table, "anything")).isEmpty();
  }

  @Test
  void a_route_to_an_unknown_provider_is_refused_with_the_known_ones() {
    Snippet snippet =
        read(
            """
            providers: {openai: {keys: [k1]}}
            routes:
              - models: [judge]
                candidates: [opneai/m]
            """);
    assertThatThrownBy(snippet::table)
        .hasMessageContaining("opneai")
        .hasMessageContaining("[openai]");
  }

  private Optional<RoutePlan> plan(RouteTable table, String model) {
    return table.plan(
        new RouteQuery(new ModelName(model), "k", RequestLane.LIVE, Attributes.NONE), random);
  }

  private static Snippet read(String yaml) {
    Environment all = name -> Optional.of("value-of-" + name);
    return new ConfigFile(all).parse(yaml, Path.of("hub.yaml"), Snippet.class);
  }
}
