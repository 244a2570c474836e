package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another user of the hub's machine, and one who has the token. */
@SuppressWarnings("NullAway.Init") // each test starts with its own configuration
final class AdminTokenTest {
  private static final String PLANT = "plant: {id: plant-1}\n";
  private static final String KEY =
      "{\"id\":\"vk_new\",\"owners\":[\"line/line-1\"],\"models\":[\"*\"]}";
  private static final String CONFIGURED = "a-token+of/this&test=%";

  /** Closed to everybody; of those who open nothing, many may try one. */
  private static StationHub closed;

  @TempDir static Path shared;
  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private StationHub hub;

  @BeforeAll
  static void startClosed() {
    closed = TestingHub.start(shared, PLANT + "http: {port: 0}\n");
  }

  @AfterAll
  static void stopClosed() {
    closed.close();
  }

  @AfterEach
  void stop() {
    if (hub != null) {
      hub.close();
    }
    client.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/?token=",
        "/metrics",
        "/admin/keys",
        "/admin/budgets",
        "/admin/budgets/alerts",
        "/admin/requests",
        "/admin/requests/01a1fd06-8b3e-7ee3-be6a-5349041544ab"
      })
  void without_the_token_nothing_is_shown_on_loopback_either(String path) throws Exception {
    Path file = shared.resolve("data/admin.token");
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(closed.address() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
    assertThat(answer.body())
        .contains(file.toString(), "/?token=TOKEN", "Authorization: Bearer TOKEN")
        .doesNotContain(Files.readString(file).strip());
  }

  @Test
  void without_the_token_nothing_is_changed() throws Exception {
    start("{port: 0}");
    assertThat(post("/admin/keys", KEY).statusCode()).isEqualTo(401);
    assertThat(get("/admin/keys", "Authorization", "Bearer " + token()).body())
        .doesNotContain("vk_new");
  }

  @Test
  void the_token_opens_everything() throws Exception {
    start("{port: 0}");
    String bearer = "Bearer " + token();
    assertThat(get("/", "Authorization", bearer).body()).contains("Plant plant-1");
    assertThat(get("/metrics", "Authorization", bearer).statusCode()).isEqualTo(200);
    assertThat(post("/admin/keys", KEY, "Authorization", bearer).statusCode()).isEqualTo(201);
  }

  @Test
  void what_is_not_quite_the_token_opens_nothing() throws Exception {
    start("{port: 0}");
    for (String wrong : List.of("", token().substring(1), token() + "x", "x".repeat(43))) {
      assertThat(get("/metrics", "Authorization", "Bearer " + wrong).statusCode()).isEqualTo(401);
      assertThat(get("/metrics", "Authorization", wrong).statusCode()).isEqualTo(401);
      assertThat(get("/?token=" + wrong).statusCode()).isEqualTo(401);
      assertThat(get("/?token=" + wrong).headers().map()).doesNotContainKey("set-cookie");
    }
    assertThat(get("/metrics?token=" + token()).statusCode())
        .as("where it would stay in scripts and logs")
        .isEqualTo(401);
  }

  @Test
  void health_is_told_without_it_and_clients_have_keys_of_their_own() throws Exception {
    hub = TestingHub.start(folder, PLANT + "http: {port: 0}\nvirtual_keys: [{id: vk_demo}]\n");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/v1/quota", "Authorization", "Bearer vk_demo").statusCode()).isEqualTo(200);
    assertThat(get("/v1/quota", "Authorization", "Bearer " + token()).statusCode())
        .as("it is no virtual key")
        .isEqualTo(401);
  }

  @Test
  void the_link_with_the_token_lets_a_browser_in_and_leaves_its_address() throws Exception {
    start("{port: 0}");
    HttpResponse<String> answer = get("/?token=" + token());
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).contains("/");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(setCookie(answer))
        .contains("; HttpOnly", "; SameSite=Strict", "; Path=/")
        .doesNotContain("Secure");

    HttpResponse<String> page = get("/", "Cookie", "a=b; " + cookie(answer) + "; c");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("Plant plant-1").doesNotContain(token()).doesNotContain("?t");
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(get("/admin/keys", "Cookie", cookie(answer)).statusCode()).isEqualTo(200);
    assertThat(get("/metrics", "Cookie", cookie(answer)).statusCode()).isEqualTo(200);
  }

  @Test
  void the_cookie_changes_nothing() throws Exception {
    start("{port: 0}");
    String cookie = cookie(get("/?token=" + token()));
    HttpResponse<String> answer = post("/admin/keys", KEY, "Cookie", cookie);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("reads and changes nothing");
    assertThat(post("/admin/budgets/top-ups", "{}", "Cookie", cookie).statusCode()).isEqualTo(401);
    assertThat(get("/admin/keys", "Cookie", cookie).body()).doesNotContain("vk_new");
  }

  /** Browsers send a host's cookies to every port of it, so to any program of the machine. */
  @Test
  void the_cookie_is_not_the_token_nor_good_in_its_place() throws Exception {
    start("{port: 0}");
    String cookie = cookie(get("/?token=" + token()));
    assertThat(cookie).doesNotContain(token());
    String value = cookie.substring(cookie.indexOf('=') + 1);
    assertThat(value).hasSize(43);
    assertThat(get("/metrics", "Authorization", "Bearer " + value).statusCode()).isEqualTo(401);
    assertThat(get("/?token=" + value).statusCode()).isEqualTo(401);
    assertThat(get("/", "Cookie", cookie.replace(value, token())).statusCode()).isEqualTo(401);
    assertThat(get("/", "Cookie", cookie.replace(value, "")).statusCode()).isEqualTo(401);
    assertThat(get("/", "Cookie", "x=" + value).statusCode()).isEqualTo(401);
  }

  @Test
  void two_hubs_of_one_machine_do_not_take_each_others_cookie_away() throws Exception {
    start("{port: 0}");
    String one = cookie(get("/?token=" + token()));
    Path second = Files.createDirectory(folder.resolve("second"));
    StationHub first = hub;
    hub = TestingHub.start(second, PLANT + "http: {port: 0}");
    String token = Files.readString(second.resolve("data/admin.token")).strip();
    String other = cookie(get("/?token=" + token));
    assertThat(other.substring(0, other.indexOf('=')))
        .isNotEqualTo(one.substring(0, one.indexOf('=')));
    assertThat(get("/", "Cookie", one).statusCode()).isEqualTo(401);
    assertThat(get("/", "Cookie", one + "; " + other).statusCode()).isEqualTo(200);
    hub.close();
    hub = first;
    assertThat(get("/", "Cookie", one + "; " + other).statusCode()).isEqualTo(200);
  }

  @Test
  void it_is_made_at_the_first_start_long_and_for_the_hubs_user_alone() throws Exception {
    start("{port: 0}");
    assertThat(token()).matches("[A-Za-z0-9_-]{43}");
    assertThat(mode()).isEqualTo("rw-------");
    assertThat(folder.resolve("data/admin.token.new")).doesNotExist();
  }

  @Test
  void it_outlives_a_restart_and_so_does_the_cookie() throws Exception {
    start("{port: 0}");
    String before = token();
    String cookie = cookie(get("/?token=" + before));
    hub.close();
    start("{port: 0}");
    assertThat(token()).isEqualTo(before);
    assertThat(get("/", "Cookie", cookie).statusCode()).isEqualTo(200);
  }

  @Test
  void another_token_and_a_restart_end_what_the_old_one_had_opened() throws Exception {
    start("{port: 0}");
    String before = token();
    String cookie = cookie(get("/?token=" + before));
    hub.close();
    Files.delete(file());
    start("{port: 0}");
    assertThat(token()).isNotEqualTo(before);
    assertThat(get("/", "Cookie", cookie).statusCode()).isEqualTo(401);
    assertThat(get("/", "Authorization", "Bearer " + before).statusCode()).isEqualTo(401);
    assertThat(get("/", "Authorization", "Bearer " + token()).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "fifteen-letters", "two words in here", "ümlaut-in-a-token"})
  void a_damaged_token_keeps_the_hub_from_starting_and_says_what_to_do(String content)
      throws Exception {
    Files.writeString(Files.createDirectories(file().getParent()).resolve("admin.token"), content);
    assertThatThrownBy(() -> start("{port: 0}"))
        .hasMessageContaining(file().toString())
        .hasMessageContaining("delete")
        .satisfies(
            e -> {
              if (!content.isBlank()) {
                assertThat(e.getMessage()).doesNotContain(content.strip());
              }
            });
  }

  @Test
  void a_file_that_is_no_token_at_all_is_not_read_whole() throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "x".repeat(5_000));
    assertThatThrownBy(() -> start("{port: 0}")).hasMessageContaining(file().toString());
    Files.delete(file());
    Files.createDirectory(file());
    assertThatThrownBy(() -> start("{port: 0}")).hasMessageContaining(file().toString());
  }

  @Test
  void one_that_others_could_read_is_closed_to_them_and_what_a_killed_start_left_is_no_hindrance()
      throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(folder.resolve("data/admin.token.new"), "half");
    start("{port: 0}");
    hub.close();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    start("{port: 0}");
    assertThat(mode()).isEqualTo("rw-------");
  }

  @Test
  void where_the_configuration_has_one_none_is_made() throws Exception {
    start("{port: 0, admin_token: \"" + CONFIGURED + "\"}");
    assertThat(file()).doesNotExist();
    assertThat(get("/").body()).contains("http.admin_token").doesNotContain(CONFIGURED);
    assertThat(get("/", "Authorization", "Bearer " + CONFIGURED).statusCode()).isEqualTo(200);
    String encoded = URLEncoder.encode(CONFIGURED, StandardCharsets.UTF_8);
    assertThat(get("/?token=" + encoded).statusCode()).isEqualTo(303);
    assertThat(get("/?token=a-token+of/this%26test%3D%25").statusCode())
        .as("a plus that nobody encoded")
        .isEqualTo(303);
  }

  @Test
  void a_trial_may_be_open_and_its_page_metrics_and_log_say_so() throws Exception {
    start("{port: 0, open: true}");
    assertThat(file()).doesNotExist();
    assertThat(get("/?token=left-over-from-before").body())
        .contains("Trial: every user and program of this machine", "http.open");
    assertThat(get("/metrics").body()).contains("andon_http_open 1.0");
    assertThat(post("/admin/keys", KEY).statusCode()).isEqualTo(201);
    hub.close();
    start("{port: 0}");
    String bearer = "Bearer " + token();
    assertThat(get("/", "Authorization", bearer).body()).doesNotContain("Trial");
    assertThat(get("/metrics", "Authorization", bearer).body()).contains("andon_http_open 0.0");
  }

  @Test
  void a_terminal_is_shown_the_whole_link_and_a_log_only_where_the_token_is() throws Exception {
    start("{port: 0}");
    assertThat(HubCommand.page(hub, true)).endsWith(hub.address() + "/?token=" + token());
    assertThat(HubCommand.page(hub, false))
        .contains(hub.address() + "/?token=TOKEN", file().toString())
        .doesNotContain(token());
    hub.close();
    start("{port: 0, open: true}");
    assertThat(HubCommand.page(hub, false)).isEqualTo("page at " + hub.address() + "/");
  }

  @Test
  void neither_token_nor_cookie_are_ever_logged() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler all = recorder(lines);
    Logger ours = Logger.getLogger("dev.andon");
    Logger root = Logger.getLogger("");
    root.addHandler(all);
    ours.setLevel(Level.ALL);
    try {
      start("{port: 0}");
      String cookie = cookie(get("/?token=" + token()));
      get("/?token=" + token() + "&x=%zz");
      get("/nowhere?token=" + token());
      post("/?token=" + token(), "{}");
      get("/admin/keys", "Cookie", cookie, "Authorization", "Basic " + token());
      hub.close();
      assertThat(lines).anyMatch(line -> line.contains("hub listens"));
      assertThat(String.join("\n", lines))
          .doesNotContain(token())
          .doesNotContain(cookie.substring(cookie.indexOf('=') + 1));
    } finally {
      root.removeHandler(all);
      ours.setLevel(null);
    }
  }

  private static Handler recorder(List<String> lines) {
    return new Handler() {
      @Override
      public void publish(LogRecord entry) {
        lines.add(entry.getMessage() + " " + entry.getThrown());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private void start(String http) {
    hub = TestingHub.start(folder, PLANT + "http: " + http + "\n");
  }

  private Path file() {
    return folder.resolve("data/admin.token");
  }

  private String token() throws IOException {
    return Files.readString(file()).strip();
  }

  private String mode() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file()));
  }

  private static String setCookie(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElseThrow();
  }

  /** As a browser sends it. */
  private static String cookie(HttpResponse<String> answer) {
    return setCookie(answer).split(";", -1)[0];
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return send(HttpRequest.newBuilder().GET(), path, headers);
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    return send(
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        path,
        headers);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String path, String... headers)
      throws Exception {
    request.uri(URI.create(hub.address() + path.replace("%zz", "%25zz")));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
