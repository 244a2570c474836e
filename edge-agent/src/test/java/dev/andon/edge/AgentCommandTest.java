package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.broker.EmbeddedBroker;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.outbox.OutboxAudit;
import dev.andon.vision.Picture;
import dev.andon.wire.StationId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line with the real model, on frames drawn here. */
@Timeout(120)
class AgentCommandTest {
  private static final int FRAMES = 4;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private @TempDir Path folder;

  @BeforeEach
  void drawFrames() throws IOException {
    Path frames = Files.createDirectory(folder.resolve("frames"));
    for (int i = 0; i < FRAMES; i++) {
      byte[] noise = new byte[320 * 320 * 3];
      new Random(i).nextBytes(noise);
      try (Picture picture = Picture.of(320, 320, noise)) {
        Files.write(frames.resolve("f" + i + ".jpg"), picture.jpeg());
      }
    }
    Files.write(frames.resolve("torn.jpg"), new byte[] {(byte) 0xff, (byte) 0xd8, 1});
    Files.write(frames.resolve("void.jpg"), new byte[0]);
  }

  private Path config(String broker, String more) throws IOException {
    StationId station = StationId.parse("bologna/line-1/st-04");
    Files.writeString(folder.resolve("hub.key"), FakeHub.key(station).text() + "\n");
    return Files.writeString(
        folder.resolve("agent.yaml"),
        """
        station: bologna/line-1/st-04
        source: {kind: folder, path: frames, variant: a, view: top, poll: 50ms, settle: 200ms}
        model:
          bundle: %s
          bands: [{scale: class_score, accept_below: -1, reject_above: 2}]
        outbox: {file: outbox.db}
        broker: {uri: "%s"}
        %s
        hub: {key: {file: hub.key}}
        """
            .formatted(newestBundle(), broker, more));
  }

  private static Path newestBundle() throws IOException {
    Path bundles = Path.of(System.getProperty("andon.root"), "models/bundles/andon-triage");
    try (Stream<Path> versions = Files.list(bundles)) {
      return versions.sorted().reduce((a, b) -> b).orElseThrow();
    }
  }

  private int run(Path config, String... more) {
    CommandLine line =
        new CommandLine(new AgentCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return line.execute(
        Stream.concat(Stream.of("--config", config.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void a_folder_is_judged_asked_about_and_answered_and_the_command_ends_by_itself()
      throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.startOnLoopback();
        FakeHub hub = new FakeHub(broker.uri())) {
      int status = run(config(broker.uri(), ""), "--exit-when-drained");
      assertThat(err.toString()).isEmpty();
      assertThat(status).isZero();
      assertThat(hub.escalations).hasSize(FRAMES);
    }
    try (OutboxAudit audit = OutboxAudit.open(folder.resolve("outbox.db"))) {
      assertThat(audit.counters().of(Name.VERDICTS)).isEqualTo(FRAMES);
      assertThat(audit.counters().of(Name.SKIPPED)).isEqualTo(2);
    }
  }

  @Test
  void a_folder_that_is_not_there_ends_a_command_that_waits_for_its_end() throws Exception {
    Path config = config("tcp://127.0.0.1:1", "");
    Files.writeString(config, Files.readString(config).replace("path: frames", "path: absent"));
    assertThat(run(config, "--exit-when-drained")).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString())
        .contains("absent is not there or is no folder: mount or make it, or correct source.path");
  }

  @Test
  void a_check_says_what_would_run_and_touches_nothing() throws IOException {
    assertThat(run(config("tcp://127.0.0.1:1", ""), "--check")).isZero();
    assertThat(out.toString())
        .contains("station bologna/line-1/st-04", "andon-triage", "2000 ms, then hold");
    assertThat(folder.resolve("outbox.db")).doesNotExist();
  }

  @Test
  void a_check_names_the_ways_to_the_line_and_opens_none() throws IOException {
    try (ServerSocket plc = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      plc.setSoTimeout(300);
      String line =
          """
          line:
            outputs:
              - {kind: modbus, host: 127.0.0.1, port: %d, accept: 0, reject: 1, valid: 2}
              - {kind: opcua, endpoint: "opc.tcp://127.0.0.1:%d", security: none,
                 nodes: {result: "ns=2;s=Result"}}
          """
              .formatted(plc.getLocalPort(), plc.getLocalPort());
      assertThat(run(config("tcp://127.0.0.1:1", line), "--check")).isZero();
      assertThat(out.toString())
          .contains(
              "line: modbus 127.0.0.1:%d unit 1, opcua opc.tcp://127.0.0.1:%d"
                  .formatted(plc.getLocalPort(), plc.getLocalPort()));
      assertThatThrownBy(plc::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void wrong_configurations_end_with_status_2_and_one_line() throws IOException {
    assertThat(run(config("tcp://127.0.0.1:1", "htpp: {port: 1}"))).isEqualTo(2);
    assertThat(err.toString()).contains("agent.yaml:8: unknown key 'htpp'; did you mean 'http'?");
    assertThat(run(config("mqtt://127.0.0.1:1", ""))).isEqualTo(2);
    assertThat(err.toString()).contains("broker address must be tcp://host:port");
    assertThat(run(folder.resolve("missing.yaml"))).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(3);
  }

  @Test
  void without_a_key_the_agent_does_not_start_and_says_how_to_get_one() throws IOException {
    Path config = config("tcp://127.0.0.1:1", "");
    Files.writeString(config, Files.readString(config).replaceAll("(?m)^hub: .*$", ""));
    assertThat(run(config)).isEqualTo(2);
    assertThat(err.toString())
        .contains("hub.key is missing", "./andon station key line-1/st-04", "accept_unsigned");
    assertThat(folder.resolve("outbox.db")).doesNotExist();
  }

  @Test
  void a_check_names_the_key_and_warns_of_a_trial() throws IOException {
    Path config = config("tcp://127.0.0.1:1", "");
    assertThat(run(config, "--check")).isZero();
    assertThat(out.toString()).contains("known by key ").doesNotContain("WARNING");
    Files.writeString(
        config,
        Files.readString(config).replaceAll("(?m)^hub: .*$", "hub: {accept_unsigned: true}"));
    assertThat(run(config, "--check")).isZero();
    assertThat(out.toString()).contains("no key; WARNING: accept_unsigned is on");
  }

  @Test
  void a_taken_port_ends_with_status_1_and_says_which() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String http = "http: {port: " + taken.getLocalPort() + "}";
      assertThat(run(config("tcp://127.0.0.1:1", http))).isEqualTo(1);
      assertThat(err.toString())
          .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort(), "set http.port");
    }
  }
}
