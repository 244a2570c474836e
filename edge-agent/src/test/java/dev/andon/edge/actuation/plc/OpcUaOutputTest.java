package dev.andon.edge.actuation.plc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.config.Secret;
import dev.andon.edge.actuation.LineCommand;
import dev.andon.edge.actuation.LineSignal;
import dev.andon.edge.capture.PacedSource.Pause;
import dev.andon.fixtures.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a controller sees on a real OPC UA server. */
@Timeout(60)
class OpcUaOutputTest {
  private static final Duration STROBE = Duration.ofMillis(30);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final OpcUaNodes ALL =
      new OpcUaNodes(
          "ns=2;s=Result",
          Optional.of("ns=2;s=Part"),
          Optional.of("ns=2;s=Sequence"),
          Optional.of("ns=2;s=Alive"));
  private static final KeyPair KEYS = OpcUaTestServer.keys();
  private static final X509Certificate OWN =
      OpcUaTestServer.selfSigned(KEYS, "urn:andon:test:station");

  private final int port = FreePort.take();
  private @TempDir Path folder;
  private OpcUaTestServer plc;

  @BeforeEach
  void start() throws Exception {
    plc = OpcUaTestServer.start(port, OWN);
  }

  @AfterEach
  void stop() throws Exception {
    plc.close();
  }

  private static LineCommand command(String part, LineSignal signal) {
    return new LineCommand(
        new UUID(1, 2), "p/l/s", part, "flange", "top", signal, "local", Instant.EPOCH);
  }

  private static OpcUaNodes only(String result) {
    return new OpcUaNodes(result, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private PlcOutput output(
      OpcUaNodes nodes, OpcUaSecurity security, Optional<OpcUaTarget.Login> login) {
    return new PlcOutput(
        new OpcUaPort(new OpcUaTarget(plc.endpoint(), login, security, TIMEOUT), nodes),
        new PlcRhythm(STROBE, false, Duration.ofSeconds(10)),
        System::nanoTime,
        Pause.SLEEP);
  }

  private PlcOutput output(OpcUaNodes nodes) {
    return output(nodes, new OpcUaSecurity.None(), Optional.empty());
  }

  private OpcUaSecurity certificates(X509Certificate trusted) throws Exception {
    return new OpcUaSecurity.Certificates(
        true,
        pem("trusted.pem", "CERTIFICATE", trusted.getEncoded()),
        pem("own.pem", "CERTIFICATE", OWN.getEncoded()),
        pem("own.key", "PRIVATE KEY", KEYS.getPrivate().getEncoded()));
  }

  private Path pem(String name, String what, byte[] content) throws IOException {
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(what, Base64.getMimeEncoder().encodeToString(content), what));
  }

  @Test
  void part_and_number_come_first_the_result_last_and_none_after_the_strobe() throws Exception {
    try (PlcOutput output = output(ALL)) {
      output.send(command("part-7", LineSignal.REJECT));
      output.send(command("part-8", LineSignal.HOLD));
      output.send(command("part-9", LineSignal.ACCEPT));
      assertThat(plc.writes("Alive"))
          .containsExactly(
              "Result=0",
              "Part=part-7",
              "Sequence=1",
              "Result=2",
              "Result=0",
              "Part=part-8",
              "Sequence=2",
              "Result=3",
              "Result=0",
              "Part=part-9",
              "Sequence=3",
              "Result=1",
              "Result=0");
    }
  }

  @Test
  void the_running_number_goes_on_where_the_controller_saw_it_last() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (PlcOutput output = output(ALL)) {
        output.send(command("part-7", LineSignal.REJECT));
      }
    }
    assertThat(plc.value("Sequence")).isEqualTo("2");
  }

  @Test
  void the_sign_of_life_changes_each_time_and_values_have_the_variables_own_type()
      throws Exception {
    PlcOutput output =
        new PlcOutput(
            new OpcUaPort(
                new OpcUaTarget(
                    plc.endpoint(), Optional.empty(), new OpcUaSecurity.None(), TIMEOUT),
                new OpcUaNodes(
                    "ns=2;s=Wide",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of("ns=2;s=Alive"))),
            new PlcRhythm(Duration.ofMillis(250), false, Duration.ofMillis(50)),
            System::nanoTime,
            Pause.SLEEP);
    try (output) {
      output.send(command("part-7", LineSignal.REJECT));
    }
    assertThat(plc.writes("Alive")).contains("Wide=2").endsWith("Wide=0");
    assertThat(plc.writes("Wide")).startsWith("Alive=true", "Alive=false", "Alive=true");
  }

  @Test
  void what_cannot_be_written_is_told_with_its_node_and_what_to_do() {
    try (PlcOutput unknown = output(only("ns=2;s=Resutl"));
        PlcOutput locked = output(only("ns=2;s=Locked"));
        PlcOutput text = output(only("ns=2;s=Part"))) {
      assertThatThrownBy(unknown::attend)
          .hasMessageContaining("nodes.result ns=2;s=Resutl: Bad_NodeIdUnknown")
          .hasMessageContaining("no such node");
      assertThatThrownBy(locked::attend)
          .hasMessageContaining("nodes.result ns=2;s=Locked: Bad_UserAccessDenied")
          .hasMessageContaining("right to write it");
      assertThatThrownBy(text::attend)
          .hasMessageContaining("ns=2;s=Part is of type String, but must be an integer");
    }
  }

  @Test
  void a_user_logs_in_and_a_wrong_password_is_told_without_it() throws Exception {
    try (PlcOutput right = output(ALL, new OpcUaSecurity.None(), login("secret"));
        PlcOutput wrong = output(ALL, new OpcUaSecurity.None(), login("hunter2"))) {
      right.send(command("part-7", LineSignal.REJECT));
      assertThat(plc.writes()).contains("Result=2");
      assertThatThrownBy(wrong::attend)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("connecting: Bad_")
          .hasMessageNotContaining("hunter2");
    }
  }

  private static Optional<OpcUaTarget.Login> login(String password) {
    return Optional.of(new OpcUaTarget.Login("andon", new Secret(password)));
  }

  @Test
  void certificates_on_both_sides_protect_signals_and_password() throws Exception {
    try (PlcOutput output =
        output(ALL, certificates(OpcUaTestServer.CERTIFICATE), login("secret"))) {
      output.send(command("part-7", LineSignal.ACCEPT));
    }
    assertThat(plc.writes("Alive")).contains("Part=part-7", "Result=1");
  }

  @Tag("slow")
  @Test
  void a_server_whose_certificate_does_not_lie_there_is_refused_and_named() throws Exception {
    X509Certificate another = OpcUaTestServer.selfSigned(KEYS, OpcUaTestServer.URI);
    try (PlcOutput output = output(ALL, certificates(another), Optional.empty())) {
      assertThatThrownBy(output::attend)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is not trusted")
          .hasMessageContaining("trusted.pem");
    }
    assertThat(plc.writes()).isEmpty();
  }

  @Test
  void a_server_that_does_not_trust_the_station_is_told_as_that() throws Exception {
    plc.close();
    plc = OpcUaTestServer.start(port);
    try (PlcOutput output =
        output(ALL, certificates(OpcUaTestServer.CERTIFICATE), Optional.empty())) {
      assertThatThrownBy(output::attend)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("accept it there");
    }
    assertThat(plc.writes()).isEmpty();
  }

  @Test
  void a_folder_without_a_certificate_trusts_nobody() throws Exception {
    OpcUaSecurity.Certificates files =
        (OpcUaSecurity.Certificates) certificates(OpcUaTestServer.CERTIFICATE);
    Path empty = Files.createDirectory(folder.resolve("empty"));
    OpcUaSecurity nobody =
        new OpcUaSecurity.Certificates(true, empty, files.certificate(), files.key());
    try (PlcOutput output = output(ALL, nobody, Optional.empty())) {
      assertThatThrownBy(output::attend).hasMessageContaining("there is no certificate in");
    }
  }

  @Tag("slow")
  @Test
  void nobody_there_is_said_and_a_server_that_comes_back_is_served() throws Exception {
    try (PlcOutput output = output(ALL)) {
      output.send(command("part-1", LineSignal.REJECT));
      plc.close();
      assertThatThrownBy(() -> output.send(command("part-2", LineSignal.REJECT)))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(output::attend).isInstanceOf(IOException.class);
      start();
      output.send(command("part-3", LineSignal.REJECT));
      assertThat(plc.writes()).contains("Part=part-3", "Result=2");
    }
  }

  @Test
  void a_server_that_is_away_for_long_costs_neither_threads_nor_connections() throws Exception {
    plc.close();
    int few = 5;
    try (PlcOutput output = output(ALL)) {
      refusals(output, few);
      int threads = Thread.activeCount();
      refusals(output, 50);
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + few);
    }
    start();
  }

  private static void refusals(PlcOutput output, int times) {
    for (int i = 0; i < times; i++) {
      assertThatThrownBy(output::attend).isInstanceOf(IOException.class);
    }
  }
}
