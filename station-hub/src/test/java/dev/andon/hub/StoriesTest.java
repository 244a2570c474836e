package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.hub.ingest.Faults;
import dev.andon.hub.setup.ConfigSummary;
import dev.andon.hub.setup.HubConfig;
import dev.andon.hub.setup.HubPlatform;
import dev.andon.hub.time.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configurations of the field reports, with their indentation restored, are ours too. */
final class StoriesTest {
  private static final Environment ENVIRONMENT =
      Environment.of(
          Map.of(
              "OPENAI_KEY_1", "a",
              "OPENAI_KEY_2", "b",
              "ANTHROPIC_KEY_1", "c",
              "VERTEX_KEY_1", "d"));

  @TempDir Path folder;

  private List<String> explained(String story) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(StoriesTest.class.getResourceAsStream("/stories/" + story))) {
      HubConfig config =
          new ConfigFile(ENVIRONMENT)
              .parse(
                  new String(in.readAllBytes(), StandardCharsets.UTF_8),
                  folder.resolve(story),
                  HubConfig.class);
      HubPlatform around =
          new HubPlatform(
              folder, ENVIRONMENT, Clock.systemUTC(), Ticker.system(), new Random(1), Faults.NONE);
      return new ConfigSummary(config, around).lines();
    }
  }

  @Test
  void the_factorys_fallback_chain_is_understood() throws IOException {
    assertThat(explained("factory-stations.yaml"))
        .anyMatch(
            line ->
                line.contains(
                    "openai/gpt-4o-mini gets openai/gpt-4o-mini, then anthropic/claude-sonnet-4-6,"
                        + " then bedrock/anthropic.claude-3-5-haiku"));
  }

  @Test
  void the_factorys_keys_and_their_shares_are_named_and_what_is_missing_is_said()
      throws IOException {
    assertThat(explained("factory-stations.yaml"))
        .anyMatch(line -> line.contains("OPENAI_KEY_PRIMARY (70 %), OPENAI_KEY_FAILOVER (30 %)"))
        .anyMatch(line -> line.contains("key BEDROCK_KEY (region eu-central-1)"))
        .anyMatch(
            line ->
                line.contains("the hub does not start here")
                    && line.contains("environment variable OPENAI_KEY_PRIMARY is not set"))
        .anyMatch(line -> line.contains("there is no price book"));
  }

  @Test
  void no_key_is_shown_and_idle_weights_are_called_idle() throws IOException {
    assertThat(explained("bulk-captioning-failover.yaml"))
        .anyMatch(line -> line.contains("keys drawn by weight: key-1 (50 %), key-2 (50 %)"))
        .anyMatch(line -> line.contains("the providers' weights decide nothing here"));
  }

  @Test
  void the_captioning_runs_chains_are_understood() throws IOException {
    assertThat(explained("bulk-captioning-failover.yaml"))
        .anyMatch(
            line ->
                line.contains(
                    "openai/gpt-4o gets openai/gpt-4o, then anthropic/claude-3-7-sonnet, then"
                        + " vertex/gemini-2.5-pro"))
        .anyMatch(line -> line.contains("anthropic/claude-3-7-sonnet, then openai/gpt-4o"));
  }

  @Test
  void the_annotation_teams_keys_and_caps_are_understood() throws IOException {
    assertThat(explained("annotation-team-keys.yaml"))
        .anyMatch(line -> line.contains("vk_marco may use openai/gpt-4o-mini, anthropic/"))
        .anyMatch(line -> line.contains("team/vision-research"))
        .anyMatch(line -> line.contains("220.00 EUR"))
        .anyMatch(line -> line.contains("1800.00 EUR"));
  }

  @Test
  void the_customers_cap_is_understood() throws IOException {
    assertThat(explained("per-customer-budgets.yaml"))
        .anyMatch(line -> line.contains("customer/acme_corp"))
        .anyMatch(line -> line.contains("200.00 USD") && line.contains("hard"));
  }
}
