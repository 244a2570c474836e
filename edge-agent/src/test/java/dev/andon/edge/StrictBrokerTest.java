package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.escalation.EscalationSettings;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.outbox.OutboxAudit;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.edge.uplink.MqttPort;
import dev.andon.edge.uplink.PahoPort;
import dev.andon.edge.uplink.Publication;
import dev.andon.wire.StationId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Brokers whose owners have set rules that nobody told the station. */
@Tag("mosquitto")
@Timeout(180)
class StrictBrokerTest {
  private static final StationId STATION = new StationId("bologna", "line-1", "st-04");

  private final Journal journal = new Journal();
  private final StationPlatform around = StationPlatform.real(List.of(new LogOutput()), journal);
  private @TempDir Path folder;

  private EdgeAgent start(Mosquitto broker, Feed feed) {
    return EdgeAgent.start(
        AgentSettings.of(
                STATION,
                broker.uri(),
                folder.resolve("outbox.db"),
                HubKeys.of(FakeHub.key(STATION)))
            .withUplink(Stations.BRISK)
            .withEscalation(
                new EscalationSettings(
                    Duration.ofMillis(1_500), 4, 85, 1 << 20, 100_000, Duration.ZERO)),
        feed,
        Stations.doubting(1),
        around);
  }

  @Test
  void a_broker_that_refuses_our_messages_is_told_on_the_page_with_what_to_do_and_loses_nothing()
      throws Exception {
    Path rules = Files.writeString(folder.resolve("rules.acl"), "topic read #\n");
    try (Mosquitto broker = new Mosquitto(folder, "acl_file " + rules, "user root")) {
      try (EdgeAgent agent = start(broker, Stations.frames(5, 5))) {
        await()
            .atMost(30, TimeUnit.SECONDS)
            .untilAsserted(
                () ->
                    assertThat(agent.state().linkTrouble())
                        .hasValueSatisfying(
                            said ->
                                assertThat(said)
                                    .contains("refuses messages on andon/v1/bologna/line-1/st-04")
                                    .contains("reason 135")
                                    .contains("broker-config")));
        assertThat(agent.state().connected()).isTrue();
        assertThat(around.meters().counter("andon.edge.mqtt.refused", "reason", "135").count())
            .isPositive();
        await().until(() -> journal.commands.size() == 5);
        assertThat(agent.state().waiting().queued() + agent.state().waiting().sent()).isEqualTo(5);
      }

      Files.writeString(rules, "topic readwrite #\n");
      broker.kill();
      broker.startAgain();
      try (FakeHub hub = new FakeHub(broker.uri());
          EdgeAgent agent = start(broker, Stations.frames(5, 5))) {
        await().atMost(60, TimeUnit.SECONDS).until(agent::drained);
        assertThat(hub.escalations).hasSizeGreaterThanOrEqualTo(5);
        assertThat(agent.state().linkTrouble()).isEmpty();
      }
    }
  }

  /** 640×480 of noise are some 270 KB at quality 85 and 70 KB at the lowest. */
  @Test
  void a_broker_that_throws_us_out_for_large_messages_gets_smaller_ones() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder, "message_size_limit 140000");
        FakeHub hub = new FakeHub(broker.uri());
        EdgeAgent agent = start(broker, Stations.noise(4, 5))) {
      await().atMost(90, TimeUnit.SECONDS).until(agent::drained);

      assertThat(hub.escalations).extracting(e -> e.image().intact()).containsOnly(true);
      assertThat(hub.escalations.stream().map(e -> e.id()).distinct()).hasSize(4);
      assertThat(agent.state().counters().of(Name.REFUSED)).isZero();
      assertThat(journal.downs.get()).as("connections lost on the way").isLessThanOrEqualTo(6);
    }
  }

  @Test
  void what_cannot_be_made_small_enough_is_refused_by_name_and_keeps_nobody_waiting()
      throws Exception {
    try (Mosquitto broker = new Mosquitto(folder, "message_size_limit 20000");
        FakeHub hub = new FakeHub(broker.uri());
        EdgeAgent agent = start(broker, Stations.noise(4, 5))) {
      await()
          .atMost(90, TimeUnit.SECONDS)
          .until(() -> agent.state().counters().of(Name.REFUSED) == 4);
      await().until(() -> agent.state().connected());
      assertThat(hub.escalations).isEmpty();
      assertThat(journal.downs.get()).as("connections lost on the way").isLessThanOrEqualTo(10);
    }
    try (OutboxAudit audit = OutboxAudit.open(folder.resolve("outbox.db"))) {
      assertThat(audit.rows())
          .allMatch(row -> row.reason().startsWith("oversize") && row.pictureKept());
    }
  }

  @Test
  void retained_rubbish_is_counted_once_however_often_the_station_comes_back() throws Exception {
    try (Mosquitto broker =
        new Mosquitto(folder, "persistence true", "persistence_location " + folder + "/")) {
      retain(broker, "andon/v1/bologna/line-1/st-04/down/rubbish", "rubbish");
      try (EdgeAgent agent = start(broker, Stations.frames(1, 5))) {
        await().until(() -> agent.state().counters().of(Name.UNREAD) == 1);
      }
      for (int again = 0; again < 3; again++) {
        try (EdgeAgent agent = start(broker, Stations.frames(1, 5))) {
          await().until(() -> agent.state().connected());
          retain(broker, "andon/v1/bologna/line-1/st-04/down/last", "rubbish " + again);
          int expected = 2 + again;
          await().until(() -> agent.state().counters().of(Name.UNREAD) == expected);
        }
      }
    }
  }

  /** As somebody who tries things out leaves a message behind. */
  private static void retain(Mosquitto broker, String topic, String text) throws Exception {
    CountDownLatch taken = new CountDownLatch(1);
    MqttPort.LinkEvents waiting =
        new MqttPort.LinkEvents() {
          @Override
          public void arrived(String where, byte[] payload) {}

          @Override
          public void published(Object token, MqttPort.PublishOutcome outcome) {
            taken.countDown();
          }

          @Override
          public void lost(String reason) {}
        };
    try (MqttPort.MqttLink link =
        new PahoPort()
            .connect(
                MqttEndpoint.of(broker.uri(), "somebody"),
                new Publication("will", new byte[0], "text/plain", Optional.empty(), false),
                waiting)) {
      link.publish(
          new Publication(
              topic, text.getBytes(StandardCharsets.UTF_8), "text/plain", Optional.empty(), true),
          "it");
      assertThat(taken.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
