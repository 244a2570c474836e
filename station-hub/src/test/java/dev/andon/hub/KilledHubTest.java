package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import dev.andon.broker.EmbeddedBroker;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import dev.andon.wire.Box;
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
import dev.andon.wire.Topic;
import dev.andon.wire.UuidV7;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import dev.andon.wire.WireMessage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub as a process of its own, killed in the middle of its work. */
@Tag("kills")
final class KilledHubTest {
  private static final StationId STATION = StationId.parse("plant-1/line-1/cam-1");
  private static final int ESCALATIONS = 40;
  private static final int AT_ONCE = 10;

  @TempDir Path folder;
  private final TestingProvider provider = new TestingProvider();
  private final EmbeddedBroker broker = EmbeddedBroker.startOnLoopback();
  private final WireCodec codec = new WireCodec();
  private final Random random = new Random(13);
  private final UuidV7 ids = new UuidV7(Clock.systemUTC(), random);
  private final Map<UUID, Escalation> outbox = new ConcurrentHashMap<>();
  private final Set<UUID> judged = ConcurrentHashMap.newKeySet();
  private Mqtt5AsyncClient station;
  private Process hub;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(folder.resolve("prices.yaml"), TestingHub.PRICES);
    Files.writeString(
        folder.resolve("hub.yaml"),
        TestingHub.yaml(provider.url())
            + """
            mqtt: {host: 127.0.0.1, port: %d}
            escalations: {model: judges, live_concurrency: 4}
            """
                .formatted(broker.port()));
    provider.delay = Duration.ofMillis(20);
    station = Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(broker.port()).buildAsync();
    station.publishes(MqttGlobalPublishFilter.ALL, p -> hear(p.getPayloadAsBytes()));
    station.connect().get();
    station.subscribeWith().topicFilter(Topic.downFilter(STATION)).send().get();
    hub = startHub();
  }

  @AfterEach
  void stop() {
    hub.destroyForcibly();
    station.disconnect().join();
    broker.close();
    provider.close();
  }

  private Process startHub() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ProcessBuilder(
            java.toString(),
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
        .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), "hub.log")))
        .start();
  }

  /** As the operating system would: no shutdown hook runs. */
  private void killHub() throws InterruptedException {
    hub.destroyForcibly().waitFor();
  }

  private void hear(byte[] payload) {
    if (!(codec.decode(payload) instanceof WireCodec.Accepted(WireMessage message))) {
      return;
    }
    switch (message) {
      case Signed signed -> hear(signed.body());
      case Receipt(UUID id, Receipt.Stored _, _) -> outbox.remove(id);
      case VerdictMessage verdict when !verdict.provisional() -> {
        judged.add(verdict.escalationId());
        say(
            new Topic.Up(STATION, Topic.UpChannel.CONFIRM),
            new Confirmation(verdict.escalationId(), false));
      }
      default -> {}
    }
  }

  private void say(Topic topic, WireMessage message) {
    var _ =
        station
            .publishWith()
            .topic(topic.text())
            .qos(MqttQos.AT_LEAST_ONCE)
            .payload(codec.encode(message))
            .send();
  }

  /** A few at a time: what comes again while it is worked on only keeps a slow hub from it. */
  private void sendOutbox() {
    outbox.values().stream()
        .limit(AT_ONCE)
        .forEach(e -> say(Topic.frames(STATION, Lane.REPLAY), e));
  }

  private Escalation escalation() {
    byte[] png = new byte[10_000];
    random.nextBytes(png);
    System.arraycopy(
        Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"), 0, png, 0, 33);
    return new Escalation(
        ids.next(),
        STATION,
        1,
        new Stamp(UUID.randomUUID(), Instant.EPOCH, 0),
        0,
        Lane.REPLAY,
        "part-1",
        "bracket",
        "top",
        new ModelVersion("student", "1", "andon-pre-1"),
        List.of(new Region(0, new Box(0, 0, 1, 1), List.of(), new float[0])),
        Image.of("image/png", new Box(0, 0, 1, 1), png));
  }

  @Test
  void a_killed_hub_loses_nothing_and_pays_no_answer_twice() throws Exception {
    for (int i = 0; i < ESCALATIONS; i++) {
      Escalation escalation = escalation();
      outbox.put(escalation.id(), escalation);
    }
    List<UUID> all = List.copyOf(outbox.keySet());
    for (int kill = 1; kill <= 2; kill++) {
      int enough = kill * ESCALATIONS / 4;
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(300))
          .until(
              () -> {
                sendOutbox();
                return judged.size() >= enough;
              });
      killHub();
      hub = startHub();
    }

    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              sendOutbox();
              return judged.containsAll(all);
            });
    killHub();
    assertThat(outbox).isEmpty();
    assertThat(answeredTwice()).isEmpty();
  }

  private List<String> answeredTwice() {
    try (Store store =
        Store.open(
            StoreSettings.of(folder.resolve("data").resolve("hub.db")),
            List.of(),
            Clock.systemUTC())) {
      return store.read(
          tx ->
              tx.query(
                  "SELECT j.escalation_id FROM ledger x JOIN judging j ON j.request_id = x.request"
                      + " WHERE x.outcome = 'ANSWERED' GROUP BY j.escalation_id"
                      + " HAVING COUNT(*) > 1",
                  row -> row.text(1)));
    }
  }
}
