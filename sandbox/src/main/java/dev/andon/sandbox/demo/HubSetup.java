package dev.andon.sandbox.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the files a hub starts from, the same as a plant would: a demo configures the product and
 * does not go around it.
 *
 * @param folder where {@code hub.yaml} and {@code prices.yaml} go
 * @param providers base addresses, the first choice first
 */
record HubSetup(
    Path folder, int httpPort, int brokerPort, List<String> providers, int lines, int stations) {

  static final String FILE = "hub.yaml";
  static final String PLANT = "demo-plant";
  static final String CURRENCY = "EUR";
  static final String VIRTUAL_KEY = "vk_demo";

  HubSetup {
    providers = List.copyOf(providers);
  }

  static String line(int index) {
    return "line-" + (index + 1);
  }

  static String station(int index) {
    return "station-" + (index + 1);
  }

  static String provider(int index) {
    return index == 0 ? "primary" : index == 1 ? "fallback" : "fallback-" + index;
  }

  static String model(int index) {
    return provider(index) + "/vision-1";
  }

  /** Writes both files and returns the first. */
  Path write() throws IOException {
    Files.writeString(folder.resolve("prices.yaml"), prices());
    return Files.writeString(folder.resolve(FILE), hub());
  }

  private String hub() {
    return """
    plant: {id: %s, currency: %s}
    data: hub
    http: {host: 127.0.0.1, port: %d}
    mqtt: {host: 127.0.0.1, port: %d}
    escalations:
      model: judge
      replay_per_second: 50
      probe_every: 1s
    price_book: prices.yaml
    # A call that broke off may have been charged: it is not bought again.
    routing: {after_unknown: inconclusive}
    providers:
    %s
    routes:
      - models: [judge]
        candidates: [%s]
        fallbacks: [%s]
    lines:
    %s
    stations:
    %s
    virtual_keys:
      - id: %s
        line: %s
        allowed_models: ["*"]
    """
        .formatted(
            PLANT,
            CURRENCY,
            httpPort,
            brokerPort,
            rows(providers.size(), this::providerRow),
            model(0),
            IntStream.range(1, providers.size())
                .mapToObj(HubSetup::model)
                .collect(Collectors.joining(", ")),
            rows(lines, i -> "  - {id: " + line(i) + "}"),
            rows(stations, i -> "  - {id: " + station(i) + ", line: " + line(i % lines) + "}"),
            VIRTUAL_KEY,
            line(0));
  }

  private String providerRow(int index) {
    return "  %s: {kind: openai, base_url: \"%s/v1\", keys: [\"sk-sandbox-%d\"], models: [vision-1]}"
        .formatted(provider(index), providers.get(index), index);
  }

  private String prices() {
    return """
    version: sandbox-1
    prices:
    %s
    """
        .formatted(
            rows(
                providers.size(),
                i ->
                    """
                      - model: %s
                        since: 2020-01-01
                        currency: %s
                        input: 2.50
                        cached_input: 1.25
                        output: 10
                        context_tokens: 128000
                        max_output_tokens: 4096
                        images: {rule: openai_tiles, base: 85, per_tile: 170}"""
                        .formatted(model(i), CURRENCY)));
  }

  private static String rows(int count, java.util.function.IntFunction<String> row) {
    return IntStream.range(0, count).mapToObj(row).collect(Collectors.joining("\n"));
  }
}
