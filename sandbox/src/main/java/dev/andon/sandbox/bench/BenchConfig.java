package dev.andon.sandbox.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The configuration of a hub under load: key, budgets, exact cache, metrics and request log are on.
 */
final class BenchConfig {
  private BenchConfig() {}

  /** Writes the hub's file and its price book; returns the hub's file. */
  static Path write(Path folder, int upstreamPort) throws IOException {
    Files.writeString(folder.resolve("prices.yaml"), PRICES);
    Path file = folder.resolve("hub.yaml");
    Files.writeString(
        file,
        """
        plant: {id: bench, currency: USD}
        data: data
        http: {host: 127.0.0.1, port: 0}
        providers:
          openai:
            base_url: http://127.0.0.1:%d/v1
            keys: [sk-bench]
        virtual_keys:
          - id: %s
            line: line-1
            team: team-1
            allowed_models: ["openai/*"]
            namespace: [variant]
            monthly_usd: 1000000
        lines:
          - {id: line-1, daily_usd: 1000000}
        teams:
          - {id: team-1, monthly_usd: 1000000}
        budgets:
          - {owner: plant/bench, monthly_usd: 1000000}
        """
            .formatted(upstreamPort, GatewayBench.KEY));
    return file;
  }

  private static final String PRICES =
      """
      version: "bench"
      prices:
        - model: openai/gpt-4o-mini
          since: 2024-01-01
          input: 0.15
          output: 0.60
          context_tokens: 128000
          max_output_tokens: 16384
          images: {rule: openai_tiles, base: 2833, per_tile: 5667}
      """;
}
