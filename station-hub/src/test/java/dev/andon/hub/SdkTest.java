package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The providers' own clients, as {@code .ci/run} installs them into the folder that the system
 * property {@code andon.sdks} names.
 */
@Tag("sdk")
final class SdkTest {
  private static final Path SDKS = Path.of(System.getProperty("andon.sdks", "target/sdks"));

  @TempDir Path folder;
  private final TestingProvider provider = new TestingProvider();
  private StationHub hub;

  @BeforeEach
  void start() {
    hub = TestingHub.start(folder, yaml());
  }

  private String yaml() {
    return TestingHub.yaml(provider.url())
        + "  - {id: vk_poor, allowed_models: [\"*\"], daily_eur: 0.000001}\n";
  }

  @AfterEach
  void stop() {
    hub.close();
    provider.close();
  }

  @Test
  void openais_python_client_works() throws Exception {
    run(List.of(python(), script("openai_suite.py")));
    assertThat(refusedForMoney()).isEqualTo(1);
  }

  @Test
  void anthropics_python_client_works() throws Exception {
    run(List.of(python(), script("anthropic_suite.py")));
    assertThat(refusedForMoney()).isEqualTo(1);
  }

  @Test
  void openais_node_client_works() throws Exception {
    run(List.of("node", script("openai_suite.mjs"), SDKS.resolve("node").toString()));
    assertThat(refusedForMoney()).isEqualTo(1);
  }

  @Test
  void anthropics_node_client_works() throws Exception {
    run(List.of("node", script("anthropic_suite.mjs"), SDKS.resolve("node").toString()));
    assertThat(refusedForMoney()).isEqualTo(1);
  }

  /** The field report's loop: clients that took every 429 for a matter of patience. */
  @Test
  void where_spent_money_is_429_each_client_still_asks_only_once() throws Exception {
    hub.close();
    hub =
        TestingHub.start(
            folder, yaml().replace("{port: 0, open: true}", "{port: 0, budget_status: 429}"));
    run(List.of(python(), script("once.py")));
    assertThat(refusedForMoney()).as("one by OpenAI's client, one by Anthropic's").isEqualTo(2);
    run(List.of("node", script("once.mjs"), SDKS.resolve("node").toString()));
    assertThat(refusedForMoney()).as("and the same from Node").isEqualTo(4);
    assertThat(provider.bodies).isEmpty();
  }

  /** A client that takes money for a matter of patience would have tried again. */
  private long refusedForMoney() {
    return hub.meters().find("andon.requests").tag("outcome", "refused_budget").timers().stream()
        .mapToLong(Timer::count)
        .sum();
  }

  private static String python() {
    return SDKS.resolve("python").resolve("bin").resolve("python").toString();
  }

  private String script(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = SdkTest.class.getResourceAsStream("/sdk/" + name)) {
      Files.write(file, in.readAllBytes());
    }
    return file.toString();
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    List<String> whole = new java.util.ArrayList<>(command);
    whole.addAll(List.of(hub.address(), "vk_demo", "vk_poor"));
    Path log = folder.resolve("sdk.log");
    Process process =
        new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended && process.exitValue() == 0)
        .as(Files.readString(log, StandardCharsets.UTF_8))
        .isTrue();
  }
}
