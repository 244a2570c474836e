package dev.andon.hub;

import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.hub.setup.HubConfig;
import dev.andon.hub.setup.HubPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Hubs for tests: the real one, on free ports, in a folder of its own. */
public final class TestingHub {
  private TestingHub() {}

  /** A price book with one model of a configured provider, and one of another. */
  public static final String PRICES =
      """
      version: test-1
      prices:
        - model: openai/gpt-4o-mini
          since: 2020-01-01
          currency: EUR
          input: 0.15
          output: 0.60
          context_tokens: 128000
          max_output_tokens: 16384
          images: {rule: openai_tiles, base: 85, per_tile: 170}
        - model: anthropic/claude-haiku-4-5
          since: 2020-01-01
          currency: EUR
          input: 1
          output: 5
          context_tokens: 200000
          max_output_tokens: 64000
      """;

  /** Starts a hub from YAML. */
  public static StationHub start(Path folder, String yaml) {
    return start(yaml, HubPlatform.ofProcess(folder));
  }

  /** Starts a hub from YAML in given surroundings. */
  public static StationHub start(String yaml, HubPlatform around) {
    return new StationHub(config(around.folder(), yaml), around);
  }

  /** Reads a configuration, with the test price book beside it. */
  public static HubConfig config(Path folder, String yaml) {
    try {
      Files.writeString(folder.resolve("prices.yaml"), PRICES);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return new ConfigFile(Environment.of(Map.of()))
        .parse(yaml, folder.resolve("hub.yaml"), HubConfig.class);
  }

  /** A plant with one provider, one key and one route; the rest of the YAML may follow. */
  public static String yaml(String providerUrl) {
    return """
        plant: {id: plant-1, currency: EUR}
        http: {port: 0, open: true}
        providers:
          openai:
            base_url: %s
            keys: [secret-upstream-key]
        routes:
          - name: judges
            models: [judges]
            candidates: [openai/gpt-4o-mini]
        virtual_keys:
          - id: vk_demo
            line: line-1
            allowed_models: ["*"]
            namespace: [variant]
            daily_eur: 1
        """
        .formatted(providerUrl);
  }
}
