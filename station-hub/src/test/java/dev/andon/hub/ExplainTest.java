package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.fixtures.FreePort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command beside a hub that wants its token. No variable is set in tests. */
@SuppressWarnings("NullAway.Init") // set before each test
final class ExplainTest {
  private static final String ID = "01a1fd06-8b3e-7ee3-be6a-5349041544ab";

  @TempDir Path folder;
  private final StringWriter said = new StringWriter();
  private Path file;
  private StationHub hub;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("hub.yaml");
    restart("{port: " + FreePort.take() + "}");
  }

  private void restart(String http) throws IOException {
    String yaml = "plant: {id: plant-1}\nhttp: " + http + "\n";
    Files.writeString(file, yaml);
    hub = TestingHub.start(folder, yaml);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void the_configuration_alone_says_where_the_hub_is_and_opens_it() {
    assertThat(explain("--config", file.toString())).isEqualTo(1);
    assertThat(said.toString()).contains("no request or escalation " + ID + " is kept at http://");
  }

  @Test
  void a_hub_on_a_free_port_is_named_beside_its_configuration() throws IOException {
    hub.close();
    restart("{port: 0}");
    assertThat(explain("--config", file.toString())).isEqualTo(3);
    assertThat(said.toString()).contains("name its address with --hub URL");
    assertThat(explain("--config", file.toString(), "--hub", hub.address())).isEqualTo(1);
    assertThat(said.toString()).contains("no request or escalation " + ID);
  }

  @Test
  void a_hub_that_is_named_by_its_address_alone_is_sent_no_token_and_the_way_out_is_told() {
    assertThat(explain("--hub", hub.address())).isEqualTo(1);
    assertThat(said.toString()).contains("--config FILE", "ANDON_ADMIN_TOKEN");
  }

  @Test
  void a_token_of_the_configuration_goes_before_that_of_the_data_folder() throws IOException {
    hub.close();
    restart(
        "{port: " + FreePort.take() + ", admin_token: {file: token}}",
        "a-token-from-a-file-of-its-own");
    assertThat(explain("--config", file.toString())).isEqualTo(1);
    assertThat(said.toString()).contains("no request or escalation " + ID);
  }

  @Test
  void a_token_from_a_variable_that_is_not_set_here_is_not_guessed() throws IOException {
    String port = "{port: " + hub.port() + ", admin_token: env.ANDON_NOT_SET_IN_TESTS}";
    Files.writeString(file, "plant: {id: plant-1}\nhttp: " + port + "\n");
    assertThat(explain("--config", file.toString())).isEqualTo(1);
    assertThat(said.toString()).contains("the hub wants its admin token");
  }

  @Test
  void another_hubs_token_is_said_to_be_another() throws IOException {
    Files.writeString(folder.resolve("data/admin.token"), "the-token-of-another-hub\n");
    assertThat(explain("--config", file.toString())).isEqualTo(1);
    assertThat(said.toString())
        .contains("has another admin token")
        .doesNotContain("the-token-of-another-hub");
  }

  private void restart(String http, String token) throws IOException {
    Files.writeString(folder.resolve("token"), token);
    restart(http);
  }

  private int explain(String... options) {
    PrintWriter out = new PrintWriter(said, true);
    String[] arguments = new String[options.length + 2];
    arguments[0] = "explain";
    arguments[1] = ID;
    System.arraycopy(options, 0, arguments, 2, options.length);
    return HubMain.commandLine().setOut(out).setErr(out).execute(arguments);
  }
}
