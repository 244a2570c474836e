package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerConfigCommandTest {
  private static final String PLANT =
      """
      plant: {id: bologna}
      mqtt: {host: broker.plant.internal, tls: true, username: andon-hub, password: env.NOT_SET_HERE}
      escalations: {model: judges}
      """;

  @TempDir Path folder;
  private final StringWriter said = new StringWriter();

  private int run(String yaml, String broker) throws IOException {
    Path file = Files.writeString(folder.resolve("hub.yaml"), yaml);
    return HubMain.commandLine()
        .setOut(new PrintWriter(said, true))
        .setErr(new PrintWriter(said, true))
        .execute(
            "broker-config",
            "--for=" + broker,
            "--config=" + file,
            "--out=" + folder.resolve("out"),
            "--at=/etc/broker");
  }

  private String written(String name) throws IOException {
    return Files.readString(folder.resolve("out").resolve(name));
  }

  @Test
  void each_station_may_use_its_own_topics_and_the_hub_the_other_ends() throws IOException {
    String stations = "stations: [{id: st-04, line: line-1}, {id: st-04, line: line-9}]\n";

    assertThat(run(PLANT + stations, "mosquitto")).isZero();

    assertThat(written("andon.acl"))
        .contains(
            """
            user line-1.st-04
            topic write andon/v1/bologna/line-1/st-04/up/#
            topic write andon/v1/bologna/line-1/st-04/state
            topic read andon/v1/bologna/line-1/st-04/down/#
            """,
            """
            user andon-hub
            topic write andon/v1/bologna/+/+/down/#
            topic write andon/v1/hub/andon-hub-bologna/pulse
            topic read andon/v1/bologna/+/+/up/#
            topic read andon/v1/bologna/+/+/state
            topic read andon/v1/hub/andon-hub-bologna/pulse
            """,
            "user line-9.st-04");
    assertThat(written("andon.conf"))
        .contains(
            "listener 8883",
            "allow_anonymous false",
            "acl_file /etc/broker/andon.acl",
            "mosquitto_passwd /etc/broker/andon.passwd line-1.st-04",
            "message_size_limit 17891328");
    assertThat(said.toString()).contains("andon-hub", "docs/brokers.md");
  }

  @Test
  void emqx_gets_the_same_rules_and_denies_the_rest() throws IOException {
    assertThat(run(PLANT + "stations: [{id: st-04, line: line-1}]\n", "emqx")).isZero();

    assertThat(written("acl.conf"))
        .contains(
            "{allow, {username, \"line-1.st-04\"}, publish,"
                + " [\"andon/v1/bologna/line-1/st-04/up/#\","
                + " \"andon/v1/bologna/line-1/st-04/state\"]}.",
            "{allow, {username, \"line-1.st-04\"}, subscribe,"
                + " [\"andon/v1/bologna/line-1/st-04/down/#\"]}.")
        .endsWith("{deny, all}.\n");
    assertThat(written("emqx-andon.conf"))
        .contains("bind = \"0.0.0.0:8883\"", "no_match = deny", "path = \"/etc/broker/acl.conf\"");
  }

  @Test
  void a_station_without_a_line_no_station_at_all_and_no_broker_are_refused() throws IOException {
    assertThat(run(PLANT + "stations: [{id: st-04}]\n", "mosquitto")).isEqualTo(3);
    assertThat(said.toString()).contains("st-04", "names no line");
    assertThat(run(PLANT, "mosquitto")).isEqualTo(3);
    assertThat(said.toString()).contains("stations is empty");
    assertThat(run("plant: {id: p}\n", "emqx")).isEqualTo(3);
    assertThat(said.toString()).contains("no mqtt block");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void two_stations_with_one_user_name_are_refused() throws IOException {
    String stations = "stations: [{id: b.c, line: a}, {id: c, line: a.b}]\n";
    assertThat(run(PLANT + stations, "mosquitto")).isEqualTo(3);
    assertThat(said.toString()).contains("a.b.c", "rename");
  }

  @Test
  void a_broker_that_no_files_are_written_for_is_wrong_usage() throws IOException {
    assertThat(run(PLANT, "kafka")).isEqualTo(2);
    assertThat(said.toString()).contains("kafka", "mosquitto, emqx");
  }
}
