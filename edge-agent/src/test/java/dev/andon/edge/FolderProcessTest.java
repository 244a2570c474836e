package dev.andon.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.broker.EmbeddedBroker;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.outbox.OutboxAudit;
import dev.andon.edge.outbox.OutboxException;
import dev.andon.vision.Picture;
import dev.andon.wire.Escalation;
import dev.andon.wire.StationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process of its own, on a folder that pictures come into. */
@Tag("kills")
@Timeout(300)
class FolderProcessTest {
  private static final StationId STATION = StationId.parse("bologna/line-1/st-04");
  private static final int KILLS = 4;
  private static final int PICTURES_A_RUN = 12;

  private @TempDir Path place;
  private Path frames;
  private byte[] picture = new byte[0];

  @BeforeEach
  void draw() throws IOException {
    frames = Files.createDirectory(place.resolve("frames"));
    byte[] noise = new byte[224 * 224 * 3];
    new Random(1).nextBytes(noise);
    try (Picture drawn = Picture.of(224, 224, noise)) {
      picture = drawn.jpeg();
    }
  }

  private void configure(String broker) throws IOException {
    Files.writeString(place.resolve("hub.key"), FakeHub.key(STATION).text() + "\n");
    Files.writeString(
        place.resolve("agent.yaml"),
        """
        station: %s
        source: {kind: folder, path: frames, variant: a, view: top, poll: 50ms, settle: 200ms}
        model:
          bundle: %s
          bands: [{scale: class_score, accept_below: -1, reject_above: 2}]
        escalation: {per_minute: 20}
        outbox: {file: outbox.db}
        broker: {uri: "%s"}
        hub: {key: {file: hub.key}}
        """
            .formatted(STATION, newestBundle(), broker));
  }

  private static Path newestBundle() throws IOException {
    Path bundles = Path.of(System.getProperty("andon.root"), "models/bundles/andon-triage");
    try (Stream<Path> versions = Files.list(bundles)) {
      return versions.sorted().reduce((a, b) -> b).orElseThrow();
    }
  }

  private Process agent(Map<String, String> environment, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                EdgeMain.class.getName(),
                "agent",
                "--config",
                place.resolve("agent.yaml").toString()));
    command.addAll(List.of(more));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(place.resolve("agent.log").toFile()));
    // Not on the command line, which the model's runtime bears up to 4 KB only.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private void put(String name) throws IOException {
    Path file = frames.resolve(name);
    Files.createDirectories(file.getParent());
    Path written = Files.write(file.resolveSibling("." + file.getFileName()), picture);
    Files.move(written, file);
  }

  private long frames() {
    try (OutboxAudit audit = OutboxAudit.open(place.resolve("outbox.db"))) {
      return audit.counters().of(Name.FRAMES);
    } catch (OutboxException notYet) {
      return -1;
    }
  }

  /** How often each picture was decided, of itself or by being asked about. */
  private Map<String, Integer> decisions() throws SQLException {
    Map<String, Integer> decisions = new TreeMap<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + place.resolve("outbox.db"));
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT part_id FROM decision UNION ALL SELECT part_id FROM escalation")) {
      while (row.next()) {
        decisions.merge(row.getString(1), 1, Integer::sum);
      }
    }
    return decisions;
  }

  private String log() throws IOException {
    return Files.readString(place.resolve("agent.log"));
  }

  /** Parts of which the line was told, as the log says. */
  private List<String> told() throws IOException {
    return log()
        .lines()
        .filter(line -> line.contains(" signal="))
        .map(line -> line.replaceAll(".* part=(\\S+) .*", "$1"))
        .toList();
  }

  @Test
  void an_agent_that_is_killed_again_and_again_decides_each_picture_once() throws Exception {
    configure("tcp://127.0.0.1:1");
    Map<String, Integer> once = new TreeMap<>();
    for (int run = 0; run <= KILLS; run++) {
      Process agent = agent(Map.of());
      long before = Math.max(0, frames());
      for (int i = 0; i < PICTURES_A_RUN; i++) {
        // Later runs' names sort before those of earlier ones.
        String name = "%d/p-%d.jpg".formatted(KILLS - run, i);
        put(name);
        once.put(name, 1);
      }
      long enough = run == KILLS ? once.size() : before + 3 + 2L * run;
      await()
          .atMost(90, TimeUnit.SECONDS)
          .pollInterval(5, TimeUnit.MILLISECONDS)
          .until(() -> frames() >= enough);
      agent.destroyForcibly();
      assertThat(agent.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(decisions()).isEqualTo(once);
    assertThat(told()).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void in_the_locale_c_every_name_is_judged_under_the_name_it_has_elsewhere() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.startOnLoopback();
        FakeHub hub = new FakeHub(broker.uri())) {
      configure(broker.uri());
      Path good = Files.write(place.resolve("good"), picture);
      for (String name : List.of("St\\303\\274ck.jpg", "St\\374ck.jpg", " .jpg", "a.jpg")) {
        Process copy =
            new ProcessBuilder(
                    "sh",
                    "-c",
                    "cp \"$1\" \"$2/$(printf \"$3\")\"",
                    "sh",
                    good.toString(),
                    frames.toString(),
                    name)
                .start();
        assertThat(copy.waitFor()).isZero();
      }
      for (String locale : List.of("C", "C.UTF-8")) {
        Process agent = agent(Map.of("LC_ALL", locale), "--exit-when-drained");
        assertThat(agent.waitFor(120, TimeUnit.SECONDS)).as(log()).isTrue();
        assertThat(agent.exitValue()).as(log()).isZero();
      }
      assertThat(hub.escalations.stream().map(Escalation::id).distinct()).hasSize(4);
    }
    assertThat(decisions()).containsEntry("Stück.jpg", 1).containsEntry("St%FCck.jpg", 1);
    assertThat(decisions().values()).containsExactly(1, 1, 1, 1);
  }

  /** The launcher: in the locale C a folder with such a name could not even be named. */
  @Test
  void the_launcher_gives_java_a_locale_that_knows_the_characters_of_file_names() throws Exception {
    String launcher = Files.readString(Path.of(System.getProperty("andon.root"), "andon"));
    String function =
        launcher.substring(launcher.indexOf("utf8_names() {"), launcher.indexOf("# run MODULE"));
    assertThat(launcher).containsPattern("(?m)^  utf8_names$");
    for (Map.Entry<String, String> each :
        Map.of("C", "C.UTF-8", "nowhere.UTF-8", "C.UTF-8", "C.UTF-8", "C.UTF-8").entrySet()) {
      ProcessBuilder shell =
          new ProcessBuilder("sh", "-c", function + "\nutf8_names\necho \"$LC_ALL\"")
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      shell.environment().put("LC_ALL", each.getKey());
      Process said = shell.start();
      assertThat(new String(said.getInputStream().readAllBytes(), UTF_8).strip())
          .as(each.getKey())
          .isEqualTo(each.getValue());
    }
  }
}
