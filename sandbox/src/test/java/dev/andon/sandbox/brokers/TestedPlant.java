package dev.andon.sandbox.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.edge.AgentObserver;
import dev.andon.edge.AgentSettings;
import dev.andon.edge.EdgeAgent;
import dev.andon.edge.StationPlatform;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.outbox.FrameRef;
import dev.andon.edge.outbox.VerdictInbox;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.hub.StationHub;
import dev.andon.hub.account.SigningSecret;
import dev.andon.hub.ingest.station.AccessList;
import dev.andon.hub.setup.HubConfig;
import dev.andon.sandbox.link.LinkProxy;
import dev.andon.sandbox.provider.ScriptedPrices;
import dev.andon.sandbox.provider.ScriptedProvider;
import dev.andon.sandbox.provider.TruthBook;
import dev.andon.wire.Escalation;
import dev.andon.wire.StationId;
import dev.andon.wire.VerdictMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A real hub and real agents, all over one link to one broker, with what they counted. */
final class TestedPlant implements AutoCloseable {
  static final String PLANT = "plant-1";

  static final List<StationId> STATIONS =
      IntStream.rangeClosed(1, 6).mapToObj(i -> new StationId(PLANT, "line-1", "st-" + i)).toList();

  /** After the broker is back everybody must be within this. */
  static final Duration BACK = Duration.ofSeconds(5);

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** One agent and what it is made of. */
  private record Station(EdgeAgent agent, Camera camera, StationPlatform around) {
    double disconnects(String cause) {
      return around.meters().counter("andon.edge.mqtt.disconnects", "cause", cause).count();
    }
  }

  private final ScriptedProvider provider =
      new ScriptedProvider(
          0, new TruthBook(), ScriptedPrices.typical(), Clock.systemUTC(), new Random(5));
  private final LinkProxy link;
  private final StationHub hub;
  private final List<Station> stations = new ArrayList<>();
  private final Set<UUID> escalated = ConcurrentHashMap.newKeySet();
  private final Set<UUID> answered = ConcurrentHashMap.newKeySet();

  TestedPlant(Path folder, TestedBroker broker, int stations, long gapMillis) throws IOException {
    this.link = LinkProxy.to("127.0.0.1", broker.port());
    this.hub = hub(folder, broker);
    SigningSecret secret = SigningSecret.of(folder.resolve("data").resolve(SigningSecret.FILE));
    for (StationId id : STATIONS.subList(0, stations)) {
      AgentSettings settings =
          AgentSettings.of(
              id,
              "tcp://127.0.0.1:" + link.port(),
              folder.resolve(id.station() + ".db"),
              HubKeys.of(secret.key(id)));
      this.stations.add(
          start(
              new AgentSettings(
                  id,
                  settings.version(),
                  settings.escalation(),
                  settings.policy(),
                  settings.outbox(),
                  broker.station(id, link.port()),
                  settings.hub(),
                  settings.uplink(),
                  settings.web(),
                  settings.config()),
              new Camera(gapMillis)));
    }
  }

  /** Everybody's name at the broker. */
  static List<String> users() {
    return Stream.concat(Stream.of(Passwords.HUB), STATIONS.stream().map(AccessList::userOf))
        .toList();
  }

  static String stationRows() {
    return STATIONS.stream()
        .map(id -> "  - {id: " + id.station() + ", line: " + id.line() + "}\n")
        .collect(Collectors.joining());
  }

  private StationHub hub(Path folder, TestedBroker broker) throws IOException {
    Files.writeString(
        folder.resolve("prices.yaml"),
        """
        version: test-1
        prices:
          - model: openai/vision-1
            since: 2020-01-01
            currency: EUR
            input: 0.10
            output: 0.40
            context_tokens: 128000
            max_output_tokens: 4096
            images: {rule: openai_tiles, base: 85, per_tile: 170}
        """);
    String yaml =
        """
        plant: {id: %s, currency: EUR}
        http: {port: 0, open: true}
        mqtt: {host: 127.0.0.1, port: %d, %s}
        escalations: {model: openai/vision-1, live_concurrency: 8, replay_per_second: 100}
        providers:
          openai: {kind: openai, base_url: "%s/v1", keys: [sk-sandbox], models: [vision-1]}
        stations:
        %s"""
            .formatted(PLANT, link.port(), broker.hub(), provider.uri(), stationRows());
    HubConfig config =
        new ConfigFile(Environment.of(Map.of()))
            .parse(yaml, folder.resolve("hub.yaml"), HubConfig.class);
    return new StationHub(config, dev.andon.hub.setup.HubPlatform.ofProcess(folder));
  }

  private Station start(AgentSettings settings, Camera camera) {
    StationPlatform around =
        StationPlatform.real(
            List.of(new LogOutput()),
            new AgentObserver() {
              @Override
              public void escalated(FrameRef seen, Escalation escalation) {
                escalated.add(escalation.id());
              }

              @Override
              public void verdict(VerdictMessage verdict, VerdictInbox.Outcome outcome) {
                answered.add(verdict.escalationId());
              }
            });
    return new Station(EdgeAgent.start(settings, camera, camera, around), camera, around);
  }

  LinkProxy link() {
    return link;
  }

  int answered() {
    return answered.size();
  }

  private boolean connected() {
    return hub.ingest().orElseThrow().connected()
        && stations.stream().allMatch(station -> station.agent().state().connected());
  }

  private boolean nobodyConnected() {
    return !hub.ingest().orElseThrow().connected()
        && stations.stream().noneMatch(station -> station.agent().state().connected());
  }

  void isUp() {
    await().atMost(PATIENCE).until(this::connected);
    answers();
  }

  void isAway() {
    await().atMost(PATIENCE).until(this::nobodyConnected);
  }

  /** All connected in time, and answers really come. */
  void isBackInTime() {
    await().atMost(BACK).until(this::connected);
    answers();
  }

  /** One more than before. */
  void answers() {
    int before = answered();
    await().atMost(PATIENCE).until(() -> answered() > before);
  }

  /** Until hub and stations were refused more than once, and all know that they are away. */
  void isRefused() {
    isAway();
    await().atMost(PATIENCE).until(() -> failures("login") + failures("tls") > 1);
    await()
        .atMost(PATIENCE)
        .until(() -> stations.stream().allMatch(s -> s.agent().state().linkTrouble().isPresent()));
    assertThat(nobodyConnected()).isTrue();
  }

  /** Every frame has its answer at last, and nobody hung up for a reason of his own. */
  void lostNothing() {
    stations.forEach(station -> station.camera().switchOff());
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> stations.stream().allMatch(station -> station.agent().drained()));
    assertThat(answered).containsExactlyInAnyOrderElementsOf(escalated);
    assertThat(hubDisconnects("ours")).isZero();
    assertThat(hubDisconnects("taken_over")).isZero();
    assertThat(stations).allMatch(station -> station.disconnects("taken_over") == 0);
  }

  /** Nobody's connection ended at all. */
  void neverAway() {
    assertThat(hub.meters().counter("andon.mqtt.reconnects").count()).isZero();
    assertThat(stations).allMatch(station -> station.disconnects("lost") == 0);
  }

  private double hubDisconnects(String cause) {
    return hub.meters().counter("andon.mqtt.disconnects", "cause", cause).count();
  }

  private double failures(String cause) {
    return hub.meters().counter("andon.mqtt.connect.failures", "cause", cause).count();
  }

  @Override
  public void close() {
    stations.forEach(station -> station.camera().switchOff());
    stations.forEach(station -> station.agent().close());
    hub.close();
    link.close();
    provider.close();
  }
}
