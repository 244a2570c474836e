package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.actuation.LineOutput;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.actuation.TimelyOutput;
import dev.andon.edge.actuation.plc.ModbusBit;
import dev.andon.edge.actuation.plc.ModbusMap;
import dev.andon.edge.actuation.plc.ModbusPort;
import dev.andon.edge.actuation.plc.ModbusServer;
import dev.andon.edge.actuation.plc.ModbusTarget;
import dev.andon.edge.actuation.plc.PlcOutput;
import dev.andon.edge.actuation.plc.PlcRhythm;
import dev.andon.edge.capture.PacedSource.Pause;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.fixtures.FreePort;
import dev.andon.wire.StationId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent whose controller is not there, and then is. */
@Timeout(60)
class DeadLineTest {
  private static final StationId STATION = new StationId("bologna", "line-1", "dead");
  private static final int FRAMES = 20;
  private @TempDir Path folder;

  private static LineOutput modbus(int port) {
    return new TimelyOutput(
        new PlcOutput(
            new ModbusPort(
                new ModbusTarget("127.0.0.1", port, 1, Duration.ofSeconds(1)),
                new ModbusMap(
                    OptionalInt.empty(),
                    Map.of(ModbusBit.ACCEPT, 0, ModbusBit.REJECT, 1, ModbusBit.VALID, 3),
                    OptionalInt.empty(),
                    OptionalInt.empty())),
            new PlcRhythm(Duration.ofMillis(1), false, Duration.ofMillis(50)),
            System::nanoTime,
            Pause.SLEEP),
        Duration.ofSeconds(2));
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          BodyHandlers.ofString());
    }
  }

  @Test
  void every_part_is_judged_and_page_health_and_metrics_say_that_the_line_hears_nothing()
      throws Exception {
    int plcPort = FreePort.take();
    Semaphore arriving = new Semaphore(0);
    AgentSettings settings =
        AgentSettings.of(
                STATION,
                "tcp://127.0.0.1:1",
                folder.resolve("outbox.db"),
                HubKeys.of(FakeHub.key(STATION)))
            .withUplink(Stations.BRISK)
            .withWeb(new AgentSettings.Web("127.0.0.1", 0));
    String name = "modbus 127.0.0.1:" + plcPort + " unit 1";
    try (EdgeAgent agent =
        EdgeAgent.start(
            settings,
            Stations.live(Stations.onceAllowed(arriving, Stations.frames(FRAMES, 1))),
            Stations.doubting(10_000),
            StationPlatform.real(List.of(modbus(plcPort), new LogOutput()), AgentObserver.NONE))) {
      int port = agent.webPort().orElseThrow();
      // A camera without a picture would be the first thing to be told.
      arriving.release(1);
      await().until(() -> get(port, "/health/ready").body().contains("Connection refused"));
      assertThat(get(port, "/health/ready").statusCode()).isEqualTo(503);
      assertThat(get(port, "/health/ready").body())
          .contains("line output " + name + " fails since ");
      assertThat(get(port, "/").body())
          .contains("<p class=bad>line output " + name + " fails since ");
      arriving.release(FRAMES / 2 - 1);
      await().until(() -> agent.state().counters().of(Name.FRAMES) == FRAMES * 9 / 20);
      await().until(() -> agent.state().line().waiting() == 0);
      assertThat(get(port, "/metrics").body())
          .contains("andon_edge_line_failing{output=\"" + name + "\"} 1.0")
          .contains("andon_edge_line_failing{output=\"log\"} 0.0")
          .containsPattern("andon_edge_line_sent_total\\{outcome=\"sent\",output=\"log\"} [1-9]")
          .containsPattern(
              "andon_edge_line_sent_total\\{outcome=\"failed\",output=\"" + name + "\"} [1-9]");

      try (ModbusServer plc = ModbusServer.start(plcPort)) {
        await().until(() -> agent.state().line().failing().isEmpty());
        arriving.release(FRAMES);
        await().until(() -> plc.changes().contains("coil 3=1"));
        assertThat(get(port, "/metrics").body())
            .contains("andon_edge_line_failing{output=\"" + name + "\"} 0.0");
        await().until(() -> agent.state().captureEnded().isPresent());
        assertThat(agent.state().counters().of(Name.FRAMES)).isEqualTo(FRAMES * 9 / 10);
      }
    }
  }
}
