package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.andon.broker.EmbeddedBroker;
import dev.andon.hub.account.SigningSecret;
import dev.andon.wire.Box;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Region;
import dev.andon.wire.Signed;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationAllowance;
import dev.andon.wire.StationAllowance.Limited;
import dev.andon.wire.StationId;
import dev.andon.wire.StationKey;
import dev.andon.wire.StationState;
import dev.andon.wire.Topic;
import dev.andon.wire.UuidV7;
import dev.andon.wire.WireCodec;
import dev.andon.wire.WireMessage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real hub tells a station over a real broker what its budget still pays for. */
@Tag("slow")
final class PacedPlantTest {
  private static final StationId STATION = StationId.parse("plant-1/line-1/cam-1");
  private static final Topic CONFIG = new Topic.Down(STATION, Topic.DownChannel.CONFIG);

  @TempDir Path folder;
  private final WireCodec codec = new WireCodec();
  private final UuidV7 ids = new UuidV7(Clock.systemUTC(), new Random(3));
  private final TestingProvider provider = new TestingProvider();
  private final List<StationAllowance> heard = new CopyOnWriteArrayList<>();
  private EmbeddedBroker broker;
  private StationHub hub;
  private StationKey key;
  private Mqtt5AsyncClient station;

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.startOnLoopback();
    hub = TestingHub.start(folder, yaml("1"));
    key = SigningSecret.of(folder.resolve("data/signing.key")).key(STATION);
    station = client(heard);
  }

  @AfterEach
  void stop() {
    station.disconnect().join();
    hub.close();
    broker.close();
    provider.close();
  }

  private String yaml(String cap) {
    return TestingHub.yaml(provider.url()).replace("    daily_eur: 1\n", "")
        + """
        mqtt: {host: 127.0.0.1, port: %d}
        escalations: {model: judges}
        budgets:
          - {owner: line/line-1, yearly_eur: %s}
        """
            .formatted(broker.port(), cap);
  }

  private Mqtt5AsyncClient client(List<StationAllowance> into) {
    Mqtt5AsyncClient client =
        Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(broker.port()).buildAsync();
    client.publishes(MqttGlobalPublishFilter.ALL, p -> proved(p).ifPresent(into::add));
    client.connect().join();
    client.subscribeWith().topicFilter(CONFIG.text()).qos(MqttQos.AT_LEAST_ONCE).send().join();
    return client;
  }

  private Optional<StationAllowance> proved(Mqtt5Publish said) {
    return codec.decode(said.getPayloadAsBytes()) instanceof WireCodec.Accepted(Signed signed)
            && key.signed(CONFIG.text(), signed)
            && codec.decode(signed.body()) instanceof WireCodec.Accepted(WireMessage message)
            && message instanceof StationAllowance allowance
        ? Optional.of(allowance)
        : Optional.empty();
  }

  private void say(Topic topic, WireMessage message) {
    station
        .publishWith()
        .topic(topic.text())
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(codec.encode(message))
        .send()
        .join();
  }

  private void asks() {
    byte[] png =
        Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAAAAAAAAA");
    await().until(() -> hub.ingest().orElseThrow().connected());
    say(
        new Topic.State(STATION),
        new StationState(STATION, true, UUID.randomUUID(), Instant.now()));
    say(
        Topic.frames(STATION, Lane.LIVE),
        new Escalation(
            ids.next(),
            STATION,
            1,
            new Stamp(UUID.randomUUID(), Instant.EPOCH, 0),
            20_000,
            Lane.LIVE,
            "part-1",
            "bracket",
            "top",
            new ModelVersion("student", "1", "andon-pre-1"),
            List.of(new Region(0, new Box(0, 0, 1, 1), List.of(), new float[0])),
            Image.of("image/png", new Box(0, 0, 1, 1), png)));
  }

  private Limited last() {
    return (Limited) heard.getLast().extent();
  }

  @Test
  void an_answer_a_raised_cap_and_a_restart_are_told_and_the_broker_keeps_the_last_word() {
    asks();
    await().atMost(Duration.ofMinutes(1)).until(() -> !heard.isEmpty());
    assertThat(last().budget()).isEqualTo("line/line-1 year EUR");
    assertThat(last().currency()).isEqualTo("EUR");
    assertThat(last().moneyMicros()).isBetween(900_000L, 1_000_000L);
    assertThat(last().escalations()).isEqualTo(last().moneyMicros() / last().typicalMicros());
    assertThat(hub.ingest().orElseThrow().stations().getFirst().allowance()).contains(last());
    assertThat(hub.meters().scrape()).contains("andon_station_allowance{", "cam-1");

    hub.reload(TestingHub.config(folder, yaml("5")));
    await().untilAsserted(() -> assertThat(last().moneyMicros()).isGreaterThan(4_000_000));

    List<StationAllowance> later = new CopyOnWriteArrayList<>();
    Mqtt5AsyncClient other = client(later);
    await().until(() -> later.size() == 1);
    other.disconnect().join();
    assertThat(later.getFirst()).isEqualTo(heard.getLast());

    long number = heard.getLast().number();
    hub.close();
    hub = TestingHub.start(folder, yaml("5"));
    asks();
    await().untilAsserted(() -> assertThat(heard.getLast().number()).isGreaterThan(number));
  }
}
