package dev.andon.sandbox.money;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The whole hub as a process of its own, with one team whose keys share one cap. */
final class PoorHub implements AutoCloseable {
  static final String TEAM = "labelling";
  static final String MODEL = "openai/vision-1";

  private static final String ARCHIVE = "hub.jsa";
  private static final Pattern READY = Pattern.compile("hub ready at (http://\\S+)");

  private final Process process;
  private final Path log;
  private final String address;

  private PoorHub(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.address =
        await()
            .atMost(2, TimeUnit.MINUTES)
            .pollInterval(20, TimeUnit.MILLISECONDS)
            .until(this::ready, Optional::isPresent)
            .orElseThrow();
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param capMicros what the team may spend in all, in millionths of a euro
   */
  static PoorHub start(Path folder, String provider, int keys, long capMicros) throws IOException {
    Path archive = folder.resolve(ARCHIVE);
    return start(
        folder,
        provider,
        keys,
        capMicros,
        Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of());
  }

  /** One run that leaves its classes behind, so that the next ones start in half the time. */
  static void archiveClasses(Path folder, String provider, int keys) throws IOException {
    start(folder, provider, keys, 0, List.of("-XX:ArchiveClassesAtExit=" + folder.resolve(ARCHIVE)))
        .close();
  }

  private static PoorHub start(
      Path folder, String provider, int keys, long capMicros, List<String> options)
      throws IOException {
    Files.writeString(folder.resolve("prices.yaml"), PRICES);
    Path yaml = Files.writeString(folder.resolve("hub.yaml"), yaml(provider, keys, capMicros));
    Path log = Files.createTempFile(folder, "hub", ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(options);
    command.addAll(List.of("dev.andon.hub.HubMain", "hub", "--config", yaml.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return new PoorHub(builder.start(), log);
  }

  static String key(int client) {
    return "vk_" + client;
  }

  private static String yaml(String provider, int keys, long capMicros) {
    return """
        plant: {id: plant-1, currency: EUR}
        data: data
        http: {host: 127.0.0.1, port: 0}
        price_book: prices.yaml
        # Patient, so that a slow machine does not look like a broken provider.
        deadline: 3m
        routing: {retries: 0, after_unknown: inconclusive, connect: 1m, headers: 1m, first_token: 1m, fair_wait: 2m}
        providers:
          openai: {kind: openai, base_url: "%s/v1", keys: [sk-sandbox]}
        teams:
          - {id: %s, yearly_eur: %s}
        virtual_keys:
        %s
        """
        .formatted(
            provider,
            TEAM,
            BigDecimal.valueOf(capMicros, 6).toPlainString(),
            IntStream.range(0, keys)
                .mapToObj(
                    i ->
                        "  - {id: %s, team: %s, allowed_models: [\"%s\"]}"
                            .formatted(key(i), TEAM, MODEL))
                .collect(Collectors.joining("\n")));
  }

  /** The same as the scripted provider's own in {@link LastCentTest}. */
  private static final String PRICES =
      """
      version: cents
      prices:
        - model: openai/vision-1
          since: 2020-01-01
          currency: EUR
          input: 0.10
          cached_input: 0.05
          output: 0.40
          context_tokens: 128000
          max_output_tokens: 4096
          images: {rule: openai_tiles, base: 85, per_tile: 170}
      """;

  String address() {
    return address;
  }

  /** As the operating system would: no shutdown hook runs. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private Optional<String> ready() {
    try {
      List<String> lines = Files.readAllLines(log);
      if (!process.isAlive()) {
        throw new AssertionError("the hub ended before it listened: " + lines);
      }
      return lines.stream()
          .map(READY::matcher)
          .filter(Matcher::find)
          .map(found -> found.group(1))
          .findFirst();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
