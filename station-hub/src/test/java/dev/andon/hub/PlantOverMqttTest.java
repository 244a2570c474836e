package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import dev.andon.hub.account.SigningSecret;
import dev.andon.hub.ingest.Drawn;
import dev.andon.wire.Box;
import dev.andon.wire.Comparison;
import dev.andon.wire.Confirmation;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Receipt;
import dev.andon.wire.Region;
import dev.andon.wire.Signed;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import dev.andon.wire.StationKey;
import dev.andon.wire.Topic;
import dev.andon.wire.UuidV7;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import dev.andon.wire.WireMessage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlantOverMqttTest {
  private static final StationId STATION = StationId.parse("plant-1/line-1/cam-1");

  @TempDir Path folder;
  private final TestingProvider provider = new TestingProvider();
  private final WireCodec codec = new WireCodec();
  private final Random random = new Random(11);
  private final UuidV7 ids = new UuidV7(Clock.systemUTC(), random);
  private final List<WireMessage> heard = new CopyOnWriteArrayList<>();
  private StationKey key;
  private StationHub hub;
  private Mqtt5AsyncClient station;

  @BeforeEach
  void start() throws Exception {
    String yaml =
        TestingHub.yaml(provider.url())
            + """
            mqtt: {embedded: true, port: 0}
            escalations: {model: judges, comparison: true}
            """;
    hub = TestingHub.start(folder, yaml);
    station =
        Mqtt5Client.builder()
            .serverHost("127.0.0.1")
            .serverPort(hub.brokerPort().orElseThrow())
            .buildAsync();
    key = SigningSecret.of(folder.resolve("data/signing.key")).key(STATION);
    station.publishes(
        MqttGlobalPublishFilter.ALL, p -> hear(p.getTopic().toString(), p.getPayloadAsBytes()));
    station.connect().get();
    station.subscribeWith().topicFilter(Topic.downFilter(STATION)).send().get();
    await().until(() -> hub.ingest().orElseThrow().connected());
  }

  @AfterEach
  void stop() {
    station.disconnect().join();
    hub.close();
    provider.close();
  }

  private void hear(String topic, byte[] payload) {
    if (codec.decode(payload) instanceof WireCodec.Accepted(Signed signed)
        && key.signed(topic, signed)
        && codec.decode(signed.body()) instanceof WireCodec.Accepted(WireMessage message)) {
      heard.add(message);
    }
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

  private Escalation escalation() {
    byte[] png = new byte[20_000];
    random.nextBytes(png);
    System.arraycopy(
        Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"), 0, png, 0, 33);
    return new Escalation(
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
        Image.of("image/png", new Box(0, 0, 1, 1), png));
  }

  @Test
  void an_escalation_gets_its_receipt_and_its_verdict_and_one_ledger_entry() {
    Escalation escalation = escalation();

    say(Topic.frames(STATION, Lane.LIVE), escalation);

    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> heard.stream().anyMatch(VerdictMessage.class::isInstance));
    assertThat(heard)
        .anySatisfy(
            said ->
                assertThat(said)
                    .isInstanceOfSatisfying(
                        Receipt.class,
                        receipt -> {
                          assertThat(receipt.escalationId()).isEqualTo(escalation.id());
                          assertThat(receipt.outcome()).isEqualTo(new Receipt.Stored(false));
                        }));
    VerdictMessage verdict =
        (VerdictMessage)
            heard.stream().filter(VerdictMessage.class::isInstance).findFirst().orElseThrow();
    assertThat(verdict.verdict()).isEqualTo(new Verdict.Pass());
    assertThat(verdict.costMicros()).isEqualTo(9);
    assertThat(provider.bodies).hasSize(1);
    say(new Topic.Up(STATION, Topic.UpChannel.CONFIRM), new Confirmation(escalation.id(), false));
    await().until(() -> hub.ingest().orElseThrow().open().unconfirmed() == 0);
  }

  @Test
  void a_good_part_reaches_the_provider_behind_the_doubtful_one_and_changes_no_stored_answer() {
    Escalation alone = escalation();
    Comparison.Shown good = Drawn.comparison(alone.image().crop(), 4);
    say(Topic.frames(STATION, Lane.LIVE), alone.with(good));
    await().until(() -> heard.stream().anyMatch(VerdictMessage.class::isInstance));
    assertThat(provider.bodies.getFirst())
        .containsSubsequence(
            "Doubtful regions",
            Base64.getEncoder().encodeToString(alone.image().bytes()),
            "The second picture is for comparison",
            Base64.getEncoder().encodeToString(good.picture().bytes()));

    Escalation again = again(alone).with(Drawn.comparison(alone.image().crop(), 5));
    say(Topic.frames(STATION, Lane.LIVE), again);

    await().until(() -> answeredFromCache(again));
    assertThat(provider.bodies).hasSize(1);
  }

  private Escalation again(Escalation first) {
    return new Escalation(
        ids.next(),
        STATION,
        2,
        first.captured(),
        20_000,
        Lane.LIVE,
        "part-2",
        first.variant(),
        first.view(),
        first.model(),
        first.regions(),
        first.image());
  }

  private boolean answeredFromCache(Escalation escalation) {
    return heard.stream()
        .filter(VerdictMessage.class::isInstance)
        .map(VerdictMessage.class::cast)
        .filter(v -> v.escalationId().equals(escalation.id()))
        .anyMatch(v -> v.answeredBy() == VerdictMessage.AnsweredBy.CACHE);
  }

  @Test
  void the_same_picture_of_the_same_variant_and_view_is_asked_once() {
    Escalation first = escalation();
    Escalation second = again(first);
    say(Topic.frames(STATION, Lane.LIVE), first);
    await().until(() -> heard.stream().anyMatch(VerdictMessage.class::isInstance));

    say(Topic.frames(STATION, Lane.LIVE), second);

    await().until(() -> answeredFromCache(second));
    assertThat(provider.bodies).hasSize(1);
  }
}
