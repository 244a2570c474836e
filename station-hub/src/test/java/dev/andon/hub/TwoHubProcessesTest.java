package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hubs as processes on one folder. */
@Tag("kills")
final class TwoHubProcessesTest {
  @TempDir Path folder;
  private final List<Process> hubs = new ArrayList<>();
  private TestingProvider provider;

  @BeforeEach
  void write() throws IOException {
    provider = new TestingProvider();
    Files.writeString(folder.resolve("prices.yaml"), TestingHub.PRICES);
    Files.writeString(folder.resolve("hub.yaml"), TestingHub.yaml(provider.url()));
  }

  @AfterEach
  void stop() {
    hubs.forEach(Process::destroyForcibly);
    provider.close();
  }

  @Test
  void the_second_ends_with_status_3_and_a_killed_first_one_hinders_nobody() throws Exception {
    Process first = start("first.log");
    ready("first.log");

    Process second = start("second.log");
    assertThat(second.waitFor()).isEqualTo(HubMain.UNUSABLE);
    assertThat(log("second.log"))
        .contains("another hub works on " + folder.resolve("data"))
        .contains("pid " + first.pid())
        .contains("stop that one first");

    first.destroyForcibly().waitFor();
    assertThat(Files.readString(folder.resolve("data/hub.lock"))).contains("pid " + first.pid());
    Process third = start("third.log");
    ready("third.log");
    assertThat(Files.readString(folder.resolve("data/hub.lock"))).contains("pid " + third.pid());
  }

  private void ready(String log) {
    await().until(() -> log(log).contains("hub ready at"));
  }

  private String log(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private Process start(String log) throws IOException {
    Process hub =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.andon.hub.HubMain",
                "hub",
                "--config",
                folder.resolve("hub.yaml").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(log).toFile())
            .start();
    hubs.add(hub);
    return hub;
  }
}
