package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page in somebody's browser that reaches the hub under a name of its own. */
@SuppressWarnings("NullAway.Init") // each test chooses its configuration
final class HostCheckTest {
  /** Nothing is changed, so one hub of each configuration serves all tests. */
  private static final Map<String, StationHub> HUBS = new HashMap<>();

  @TempDir static Path folder;
  private StationHub hub;

  @AfterAll
  static void stop() {
    HUBS.values().forEach(StationHub::close);
    HUBS.clear();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics", "/admin/keys", "/admin/requests/x", "/v1/models"})
  void a_name_that_was_bent_to_loopback_is_not_answered(String path) throws IOException {
    start("{port: 0, open: true}");
    assertThat(get(path, "evil.example:" + hub.port()))
        .startsWith("HTTP/1.1 421 ")
        .contains("does not answer to the name 'evil.example:")
        .contains("http.hosts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.2",
        "a@b",
        "evil.example@127.0.0.1:x",
        "[::2]"
      })
  void what_only_looks_like_this_machine_is_not_either(String host) throws IOException {
    start("{port: 0, open: true}");
    assertThat(get("/metrics", host)).doesNotStartWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "LOCALHOST:1", "[::1]:8080", "localhost:80"})
  void this_machine_s_own_names_are(String host) throws IOException {
    start("{port: 0, open: true}");
    assertThat(get("/metrics", host)).startsWith("HTTP/1.1 200");
    assertThat(get("/", host)).startsWith("HTTP/1.1 200");
  }

  @Test
  void health_is_told_to_everybody() throws IOException {
    start("{port: 0, open: true}");
    assertThat(get("/health/live", "evil.example")).startsWith("HTTP/1.1 200");
  }

  @Test
  void configured_names_are_answered_and_others_not() throws IOException {
    start("{port: 0, open: true, hosts: [hub.plant.internal]}");
    assertThat(get("/metrics", "hub.plant.internal")).startsWith("HTTP/1.1 200");
    assertThat(get("/metrics", "Hub.Plant.Internal:8080")).startsWith("HTTP/1.1 200");
    assertThat(get("/metrics", "evil.example")).startsWith("HTTP/1.1 421");
  }

  @Test
  void a_token_does_not_open_it_to_other_names_as_clients_may_have_keys_without_a_secret()
      throws IOException {
    start("{port: 0, admin_token: a-token-of-this-test}");
    assertThat(get("/v1/models", "evil.example", "Authorization: Bearer vk_demo"))
        .startsWith("HTTP/1.1 421");
    assertThat(get("/metrics", "evil.example", "Authorization: Bearer a-token-of-this-test"))
        .startsWith("HTTP/1.1 421");
    assertThat(get("/metrics", "localhost", "Authorization: Bearer a-token-of-this-test"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void off_loopback_it_has_names_that_it_does_not_know_itself() throws IOException {
    start("{host: 0.0.0.0, port: 0, plain: true, admin_token: a-token-of-this-test}");
    assertThat(get("/metrics", "hub.example"))
        .startsWith("HTTP/1.1 401")
        .contains("the hub's data folder or configuration")
        .doesNotContain("http.admin_token");
    assertThat(get("/metrics", "hub.example", "Authorization: Bearer a-token-of-this-test"))
        .startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://localhost:1", "https://127.0.0.1"})
  void a_page_of_another_origin_changes_nothing(String origin) throws IOException {
    start("{port: 0, open: true}");
    assertThat(send("POST", "/admin/keys", "127.0.0.1:" + hub.port(), "Origin: " + origin))
        .startsWith("HTTP/1.1 403 ")
        .contains("another origin");
  }

  @Test
  void a_page_of_its_own_and_a_program_may() throws IOException {
    start("{port: 0, open: true}");
    String own = "127.0.0.1:" + hub.port();
    assertThat(send("POST", "/admin/keys", own, "Origin: http://" + own))
        .startsWith("HTTP/1.1 4")
        .doesNotContain("another origin");
    assertThat(send("POST", "/admin/keys", own)).doesNotContain("another origin");
  }

  private void start(String http) {
    hub =
        HUBS.computeIfAbsent(
            http, _ -> TestingHub.start(newFolder(), "plant: {id: plant-1}\nhttp: " + http + "\n"));
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory(folder, "hub");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String get(String path, String host, String... headers) throws IOException {
    return send("GET", path, host, headers);
  }

  /** Client libraries do not let a caller choose the host. */
  private String send(String method, String path, String host, String... headers)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port())) {
      StringBuilder head =
          new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      head.append("Content-Length: 0\r\nConnection: close\r\n\r\n");
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput(); // so that the server ends it too
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
