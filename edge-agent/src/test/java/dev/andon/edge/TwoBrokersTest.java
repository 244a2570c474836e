package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.andon.broker.EmbeddedBroker;
import dev.andon.config.Secret;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.fixtures.FreePort;
import dev.andon.wire.StationId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that can be reached under more than one address. */
final class TwoBrokersTest {
  private static final StationId STATION = StationId.parse("bologna/line-1/st-04");

  private final Journal journal = new Journal();
  private @TempDir Path folder;

  private static MqttEndpoint at(String first, String... further) {
    return new MqttEndpoint(
        first,
        "andon-st-04",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(5),
        List.of(further));
  }

  private EdgeAgent start(MqttEndpoint broker, int frames) {
    AgentSettings usual =
        AgentSettings.of(
                STATION,
                "tcp://127.0.0.1:9",
                folder.resolve("outbox.db"),
                HubKeys.of(FakeHub.key(STATION)))
            .withUplink(Stations.BRISK);
    return EdgeAgent.start(
        new AgentSettings(
            usual.station(),
            usual.version(),
            usual.escalation(),
            usual.policy(),
            usual.outbox(),
            broker,
            usual.hub(),
            usual.uplink(),
            usual.web(),
            usual.config()),
        Stations.frames(frames, 1),
        Stations.doubting(2),
        StationPlatform.real(List.of(new LogOutput()), journal));
  }

  @Test
  void where_the_first_address_is_not_reached_the_second_is_taken() throws Exception {
    String nobody = "tcp://127.0.0.1:" + FreePort.take();
    try (EmbeddedBroker broker = EmbeddedBroker.startOnLoopback();
        FakeHub hub = new FakeHub(broker.uri());
        EdgeAgent agent = start(at(nobody, broker.uri()), 6)) {
      await().atMost(30, TimeUnit.SECONDS).until(agent::drained);
      assertThat(hub.escalations).isNotEmpty();
      assertThat(journal.downs).hasValue(0);
    }
  }

  @Test
  void when_the_one_in_use_goes_away_the_other_carries_on_and_nothing_is_lost() throws Exception {
    try (EmbeddedBroker second = EmbeddedBroker.startOnLoopback();
        FakeHub there = new FakeHub(second.uri())) {
      EmbeddedBroker first = EmbeddedBroker.startOnLoopback();
      FakeHub here = new FakeHub(first.uri());
      try (EdgeAgent agent = start(at(first.uri(), second.uri()), 400)) {
        await().until(() -> !here.escalations.isEmpty());
        here.close();
        first.close();
        await().atMost(60, TimeUnit.SECONDS).until(() -> agent.state().captureEnded().isPresent());
        await().atMost(60, TimeUnit.SECONDS).until(() -> agent.state().waiting().queued() == 0);
        assertThat(there.escalations).isNotEmpty();
      }
    }
  }

  @Test
  void while_none_is_reached_the_trouble_names_each() throws Exception {
    String one = "tcp://127.0.0.1:" + FreePort.take();
    String two = "tcp://127.0.0.1:" + FreePort.take();
    try (EdgeAgent agent = start(at(one, two), 1)) {
      await().until(() -> agent.state().linkTrouble().isPresent());
      assertThat(agent.state().linkTrouble().orElseThrow()).contains(one).contains(two);
    }
  }

  @Test
  void one_address_without_tls_is_enough_to_expose_a_password() {
    MqttEndpoint mixed =
        new MqttEndpoint(
            "ssl://10.0.0.7:8883",
            "andon-st-04",
            Optional.of("st-04"),
            Optional.of(new Secret("0123456789abcdef")),
            Optional.empty(),
            Duration.ofSeconds(5),
            List.of("tcp://10.0.0.8:1883"));
    assertThat(mixed.exposesPassword()).isTrue();
    assertThatThrownBy(() -> at("tcp://127.0.0.1:1883", "http://10.0.0.8"))
        .hasMessageContaining("http://10.0.0.8");
  }
}
