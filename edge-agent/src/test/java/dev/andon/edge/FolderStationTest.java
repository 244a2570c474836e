package dev.andon.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.broker.EmbeddedBroker;
import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.escalation.EscalationSettings;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.outbox.OutboxAudit;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.fixtures.Drawn;
import dev.andon.vision.Picture;
import dev.andon.wire.Escalation;
import dev.andon.wire.StationId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A station whose pictures come into a folder, as a stranger sets it up. */
@Timeout(120)
class FolderStationTest {
  private static final StationId STATION = new StationId("bologna", "line-1", "folder");

  private final Journal journal = new Journal();
  private @TempDir Path place;
  private Path frames;
  private String settle = "20s";
  private byte[] picture = new byte[0];

  @BeforeEach
  void draw() throws IOException {
    frames = Files.createDirectory(place.resolve("frames"));
    try (Picture drawn = Drawn.grey(64, 48)) {
      picture = drawn.jpeg();
    }
  }

  private EdgeAgent start(String broker, Path folder, Duration repeats) {
    String yaml =
        """
        station: bologna/line-1/folder
        source: {kind: folder, path: "%s", variant: flange, view: top, poll: 50ms, settle: %s}
        model: {bundle: bundle}
        outbox: {file: outbox.db}
        broker: {uri: "tcp://127.0.0.1:1"}
        hub: {accept_unsigned: true}
        """
            .formatted(folder, settle);
    AgentConfig config =
        new ConfigFile(Environment.of(Map.of()))
            .parse(yaml, place.resolve("agent.yaml"), AgentConfig.class);
    AgentSettings settings =
        AgentSettings.of(
                STATION, broker, place.resolve("outbox.db"), HubKeys.of(FakeHub.key(STATION)))
            .withUplink(Stations.BRISK)
            .withWeb(new AgentSettings.Web("127.0.0.1", 0))
            .withEscalation(
                new EscalationSettings(Duration.ofSeconds(50), 4, 85, 1 << 20, 10_000, repeats));
    return EdgeAgent.start(
        settings,
        new ConfiguredSource(config.source(), Optional.of(folder)),
        Stations.doubting(1),
        StationPlatform.real(List.of(new LogOutput()), journal));
  }

  private EdgeAgent start() {
    return start("tcp://127.0.0.1:1", frames, Duration.ZERO);
  }

  private Path put(String name) throws IOException {
    Path file = frames.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, picture);
  }

  private void awaitJudged(String... files) {
    await()
        .atMost(30, TimeUnit.SECONDS)
        .untilAsserted(
            () ->
                assertThat(journal.captured)
                    .extracting(seen -> seen.cursor().file())
                    .containsExactlyInAnyOrder(files));
  }

  private static String get(EdgeAgent agent, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + agent.webPort().orElseThrow() + path);
      var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }

  @Test
  void every_picture_that_somebody_puts_there_is_decided_once() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.startOnLoopback();
        FakeHub hub = new FakeHub(broker.uri())) {
      put("a/old.jpg");
      try (EdgeAgent agent = start(broker.uri(), frames, Duration.ZERO)) {
        awaitJudged("a/old.jpg");
        // As a camera does: written under another name, then moved into place.
        Files.move(
            Files.write(frames.resolve(".new"), picture),
            frames.resolve("shot-1.jpg"),
            StandardCopyOption.ATOMIC_MOVE);
        put("2026-11-28/07/first-of-the-hour.jpg");
        awaitJudged("a/old.jpg", "shot-1.jpg", "2026-11-28/07/first-of-the-hour.jpg");
        await().atMost(30, TimeUnit.SECONDS).until(() -> agent.state().undecided() == 0);
      }
      put("0-sorts-first.jpg");
      try (EdgeAgent agent = start(broker.uri(), frames, Duration.ZERO)) {
        awaitJudged(
            "a/old.jpg", "shot-1.jpg", "2026-11-28/07/first-of-the-hour.jpg", "0-sorts-first.jpg");
        await().atMost(30, TimeUnit.SECONDS).until(() -> agent.state().undecided() == 0);
        assertThat(agent.state().counters().of(Name.SKIPPED)).isZero();
      }
      // What waited for its receipt is sent again after a restart, under the same id.
      assertThat(hub.escalations.stream().map(Escalation::id).distinct()).hasSize(4);
    }
    try (OutboxAudit audit = OutboxAudit.open(place.resolve("outbox.db"))) {
      assertThat(audit.rows())
          .extracting(OutboxAudit.Row::partId)
          .containsExactlyInAnyOrder(
              "a/old.jpg",
              "shot-1.jpg",
              "2026-11-28/07/first-of-the-hour.jpg",
              "0-sorts-first.jpg");
      assertThat(audit.rows()).allMatch(row -> row.actuation().isPresent());
    }
  }

  @Test
  void a_picture_that_is_still_being_written_is_judged_when_it_is_whole() throws Exception {
    Path slow = frames.resolve("slow.jpg");
    Files.write(slow, Arrays.copyOf(picture, picture.length / 2));
    put("z.jpg");
    try (EdgeAgent agent = start()) {
      awaitJudged("z.jpg");
      Files.write(
          slow,
          Arrays.copyOfRange(picture, picture.length / 2, picture.length),
          StandardOpenOption.APPEND);
      awaitJudged("z.jpg", "slow.jpg");
      assertThat(agent.state().counters().of(Name.SKIPPED)).isZero();
    }
  }

  @Test
  void a_picture_that_stays_torn_is_given_up_once_and_stops_nothing() throws Exception {
    settle = "300ms";
    Files.write(frames.resolve("a-torn.jpg"), Arrays.copyOf(picture, picture.length / 2));
    put("b.jpg");
    try (EdgeAgent agent = start()) {
      awaitJudged("b.jpg");
      await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> agent.state().counters().of(Name.SKIPPED) == 1);
    }
    put("c.jpg");
    try (EdgeAgent agent = start()) {
      awaitJudged("b.jpg", "c.jpg");
      assertThat(agent.state().counters().of(Name.SKIPPED)).isEqualTo(1);
    }
  }

  @Test
  void names_of_any_kind_are_judged_and_become_part_ids_that_hold() throws Exception {
    put(" .jpg");
    put("two\nlines.jpg");
    put("x".repeat(251) + ".jpg");
    // Not by Java, which writes no such names in the locale C.
    putRaw("St\\374ck.jpg");
    putRaw("Pr\\303\\274fling \\351\\203\\250.jpg");
    try (EdgeAgent agent = start()) {
      await().atMost(30, TimeUnit.SECONDS).until(() -> journal.captured.size() == 5);
      assertThat(agent.state().counters().of(Name.SKIPPED)).isZero();
    }
    assertThat(journal.captured).extracting(seen -> seen.partId()).doesNotHaveDuplicates();
    assertThat(journal.captured)
        .allSatisfy(seen -> assertThat(seen.partId()).isNotBlank().hasSizeLessThanOrEqualTo(128));
    assertThat(journal.captured)
        .extracting(seen -> seen.cursor().file())
        .contains("two%0Alines.jpg", "Prüfling 部.jpg", "St%FCck.jpg");
  }

  /** A picture whose name is written as {@code printf} takes it. */
  private void putRaw(String name) throws Exception {
    Path good = Files.write(place.resolve("good"), picture);
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "cp \"$1\" \"$2/$(printf \"$3\")\"",
                "sh",
                good.toString(),
                frames.toString(),
                name)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void a_folder_that_is_mounted_late_is_waited_for_and_the_station_is_not_ready_until_then()
      throws Exception {
    Path late = place.resolve("late");
    try (EdgeAgent agent = start("tcp://127.0.0.1:1", late, Duration.ZERO)) {
      await()
          .atMost(30, TimeUnit.SECONDS)
          .untilAsserted(
              () ->
                  assertThat(get(agent, "/health/ready"))
                      .startsWith("503 folder " + late + " is not there: mount or make it"));
      assertThat(get(agent, "/")).contains("waits for its source", "is not there");
      Files.createDirectory(late);
      Files.write(late.resolve("a.jpg"), picture);
      awaitJudged("a.jpg");
      await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> get(agent, "/health/ready").startsWith("200"));
    }
  }

  @Test
  void a_link_to_the_folder_is_followed() throws Exception {
    put("a.jpg");
    Path link = Files.createSymbolicLink(place.resolve("link"), frames);
    try (EdgeAgent agent = start("tcp://127.0.0.1:1", link, Duration.ZERO)) {
      awaitJudged("a.jpg");
      assertThat(agent.state().capturing()).isTrue();
    }
  }

  @Test
  void pictures_that_are_not_read_are_counted_by_ending() throws Exception {
    for (String name : List.of("a.heic", "b.HEIC", "c.jp2", "d.gif", "notes.txt")) {
      Files.write(frames.resolve(name), new byte[] {1});
    }
    put("e.jpe");
    put("f.jfif");
    try (EdgeAgent agent = start()) {
      awaitJudged("e.jpe", "f.jfif");
      assertThat(get(agent, "/metrics"))
          .contains(
              "andon_edge_files_ignored{ending=\".heic\"} 2.0",
              "andon_edge_files_ignored{ending=\".jp2\"} 1.0")
          .doesNotContain(".txt");
      assertThat(get(agent, "/")).contains("Pictures that are not read: 1 .gif, 2 .heic, 1 .jp2.");
    }
  }

  @Test
  void an_empty_folder_is_not_ready_until_its_first_picture_comes() throws Exception {
    Files.write(frames.resolve("readme.txt"), new byte[] {1});
    try (EdgeAgent agent = start()) {
      await()
          .atMost(30, TimeUnit.SECONDS)
          .untilAsserted(
              () ->
                  assertThat(get(agent, "/health/ready"))
                      .startsWith("503 no picture in folder " + frames + " yet: 1 other files"));
      put("a.jpg");
      awaitJudged("a.jpg");
      await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> get(agent, "/health/ready").startsWith("200"));
    }
  }

  @Test
  void the_same_file_name_in_another_sub_folder_or_with_another_ending_is_another_part()
      throws Exception {
    put("camera-1/0001.jpg");
    put("camera-2/0001.jpg");
    put("camera-1/0001.jpeg");
    try (EdgeAgent agent = start("tcp://127.0.0.1:1", frames, Duration.ofMinutes(1))) {
      awaitJudged("camera-1/0001.jpg", "camera-2/0001.jpg", "camera-1/0001.jpeg");
      assertThat(agent.state().counters().of(Name.SUPPRESSED)).isZero();
      assertThat(agent.state().counters().of(Name.ESCALATED)).isEqualTo(3);
    }
    assertThat(journal.captured).extracting(seen -> seen.partId()).doesNotHaveDuplicates();
  }
}
