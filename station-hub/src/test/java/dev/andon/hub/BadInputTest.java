package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a network may throw at the doors. Whatever it is: the hub answers in the caller's dialect or
 * closes the connection, pays nothing, and serves the next caller.
 */
final class BadInputTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String HELLO =
      "{\"model\":\"openai/gpt-4o-mini\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  @TempDir Path folder;
  private final TestingProvider provider = new TestingProvider();
  private final HttpClient client = HttpClient.newHttpClient();
  private StationHub hub;

  @BeforeEach
  void start() {
    hub =
        TestingHub.start(
            folder,
            TestingHub.yaml(provider.url())
                .replace(
                    "http: {port: 0, open: true}",
                    "http: {port: 0, open: true, max_body: 1MB, max_in_flight: 2MB, body_timeout: 1s,"
                        + " idle_timeout: 2s}"));
  }

  /** Nobody was asked, and the hub is well. */
  @AfterEach
  void stop() throws Exception {
    assertThat(provider.bodies).isEmpty();
    assertThat(post(CHAT, HELLO).statusCode()).as("the next caller is served").isEqualTo(200);
    hub.close();
    provider.close();
    client.close();
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(hub.address() + path))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer vk_demo")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(hub.address() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** Everything until the hub closes the connection. */
  private static String rest(Socket socket) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      InputStream in = socket.getInputStream();
      in.transferTo(all);
    } catch (SocketTimeoutException open) {
      throw new AssertionError("the hub keeps the connection open", open);
    } catch (IOException reset) {
      // closed the hard way
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  private static String head(int length, String... more) {
    return "POST "
        + CHAT
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer vk_demo\r\n"
        + String.join("", more)
        + "Content-Length: "
        + length
        + "\r\n\r\n";
  }

  private static String withPicture(byte[] file) {
    return """
        {"model":"openai/gpt-4o-mini","max_tokens":9,"messages":[{"role":"user","content":[
         {"type":"image_url","image_url":{"url":"data:image/png;base64,%s"}}]}]}"""
        .formatted(Base64.getEncoder().encodeToString(file));
  }

  private static byte[] png(int width, int height) {
    ByteBuffer file = ByteBuffer.allocate(64);
    file.put("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
    file.putInt(13).put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height);
    return file.array();
  }

  @Test
  void a_wrong_method_and_an_unknown_path_are_told_in_the_callers_dialect() throws Exception {
    HttpResponse<String> method = get(CHAT);
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(method.headers().firstValue("allow")).contains("POST");
    assertThat(method.body()).contains("\"error\":{\"message\":").contains("POST");

    assertThat(get("/v1/messages").body()).startsWith("{\"type\":\"error\"");

    HttpResponse<String> path = post("/v1/completions", HELLO);
    assertThat(path.statusCode()).isEqualTo(404);
    assertThat(path.body()).contains("\"code\":\"unknown_url\"").contains("/v1/completions");
  }

  @Test
  void a_wrong_content_type_and_an_encoding_are_refused() throws Exception {
    assertThat(post(CHAT, HELLO, "Content-Type", "multipart/form-data").statusCode())
        .isEqualTo(400);
    HttpResponse<String> packed = post(CHAT, HELLO, "Content-Encoding", "gzip");
    assertThat(packed.statusCode()).isEqualTo(400);
    assertThat(packed.body()).contains("\"error\":{", "content encodings are not supported");
  }

  @Test
  void json_that_is_none_is_refused_with_its_place_in_each_dialect() throws Exception {
    for (String path : List.of(CHAT, "/v1/responses", "/v1/messages", "/v1/embeddings")) {
      HttpResponse<String> broken = post(path, "{\"model\":\"m\",\n \"messages\": nonsense}");
      assertThat(broken.statusCode()).as(path).isEqualTo(400);
      assertThat(broken.body()).as(path).contains("line 2").contains("invalid_request");
      HttpResponse<String> latin = post(path, "{\"model\":\"m\u0000\"}");
      assertThat(latin.statusCode()).as(path).isEqualTo(400);
    }
  }

  @Test
  void deep_nesting_is_refused_in_each_dialect() throws Exception {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    for (String path : List.of(CHAT, "/v1/responses", "/v1/messages", "/v1/embeddings")) {
      HttpResponse<String> answer = post(path, "{\"model\":\"m\",\"x\":" + deep + "}");
      assertThat(answer.statusCode()).as(path).isEqualTo(400);
      assertThat(answer.body()).as(path).hasSizeLessThan(2_000);
    }
  }

  @Test
  void a_picture_that_is_none_and_one_that_would_burst_are_refused() throws Exception {
    HttpResponse<String> none =
        post(CHAT, withPicture("no picture".getBytes(StandardCharsets.UTF_8)));
    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(none.body()).contains("no PNG, JPEG, GIF or WebP");

    HttpResponse<String> bomb = post(CHAT, withPicture(png(60_000, 60_000)));
    assertThat(bomb.statusCode()).isEqualTo(413);
    assertThat(bomb.body()).contains("60000 x 60000 pixels");
    assertThat(post(CHAT, withPicture(png(-1, 5))).statusCode()).isIn(400, 413);
  }

  @Test
  void a_body_that_is_too_large_is_refused_whether_it_says_so_or_not() throws Exception {
    String large = HELLO.replace("hi", "x".repeat(1_100_000));
    HttpResponse<String> said = post(CHAT, large);
    assertThat(said.statusCode()).isEqualTo(413);
    assertThat(said.body()).contains("request_too_large");
    HttpRequest chunked =
        HttpRequest.newBuilder(URI.create(hub.address() + CHAT))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofString(large)))
            .build();
    int status;
    try {
      status = client.send(chunked, HttpResponse.BodyHandlers.ofString()).statusCode();
    } catch (IOException closed) {
      status = 413;
    }
    assertThat(status).isEqualTo(413);
  }

  @Test
  void a_body_that_ends_early_is_no_request() throws Exception {
    try (Socket socket = connect()) {
      write(socket, head(HELLO.length() + 100) + HELLO);
      socket.shutdownOutput();
      assertThat(rest(socket)).doesNotContain("HTTP/1.1 200");
    }
  }

  @Test
  void a_body_that_trickles_in_is_given_up() throws Exception {
    try (Socket socket = connect()) {
      write(socket, head(10_000));
      CountDownLatch done = new CountDownLatch(1);
      Thread drip =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < 15 && !done.await(200, TimeUnit.MILLISECONDS); i++) {
                        write(socket, " ");
                      }
                    } catch (IOException closed) {
                      // By the hub, which has enough.
                    } catch (InterruptedException stopped) {
                      Thread.currentThread().interrupt();
                    }
                  });
      String answer = rest(socket);
      done.countDown();
      drip.join();
      assertThat(answer).doesNotContain("HTTP/1.1 200").contains("took too long");
    }
  }

  @Test
  void a_body_that_never_comes_keeps_neither_connection_nor_room() throws Exception {
    try (Socket first = connect();
        Socket second = connect()) {
      write(first, head(999_999) + "{");
      write(second, head(999_999));
      assertThat(rest(first) + rest(second)).doesNotContain("HTTP/1.1 200");
    }
    await()
        .until(
            () -> post(CHAT, HELLO.replace("hi", "x".repeat(990_000)) + "x").statusCode() == 400);
  }

  @Test
  void a_head_that_never_ends_keeps_no_connection() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "POST " + CHAT + " HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
      assertThat(rest(socket)).doesNotContain("HTTP/1.1 200");
    }
  }

  @Test
  void many_and_huge_headers_are_refused() throws Exception {
    try (Socket socket = connect()) {
      StringBuilder flood = new StringBuilder();
      for (int i = 0; i < 2_000; i++) {
        flood.append("X-Flood-").append(i).append(": 0123456789\r\n");
      }
      String answer = flooded(socket, flood.toString());
      assertThat(answer).doesNotContain("HTTP/1.1 200");
    }
    try (Socket socket = connect()) {
      assertThat(flooded(socket, "X-Huge: " + "x".repeat(1_000_000) + "\r\n"))
          .doesNotContain("HTTP/1.1 200");
    }
  }

  private static String flooded(Socket socket, String headers) {
    try {
      write(socket, head(HELLO.length(), headers) + HELLO);
    } catch (IOException closed) {
      return "";
    }
    return rest(socket);
  }

  @Test
  void garbage_in_place_of_http_closes_the_connection() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "\u0016\u0003\u0001 this is TLS, or nothing at all\r\n\r\n");
      assertThat(rest(socket)).doesNotContain("HTTP/1.1 200");
    }
  }

  @Test
  void too_many_bytes_in_flight_are_told_to_come_back() throws Exception {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(this::anotherIsSentAway);
    await().until(() -> post(CHAT, HELLO.replace("\"model\"", "\"m\"")).statusCode() == 400);
  }

  /** Two bodies that stay unfinished, and a third for which there is no room. */
  private void anotherIsSentAway() throws Exception {
    try (Socket first = connect();
        Socket second = connect()) {
      write(first, head(999_999) + "{");
      write(second, head(999_999) + "{");
      HttpResponse<String> answer = post(CHAT, HELLO.replace("hi", "x".repeat(500_000)));
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }
  }

  @Test
  void odd_headers_of_our_own_are_refused_by_name() throws Exception {
    HttpResponse<String> deadline = post(CHAT, HELLO, "x-andon-deadline-ms", "-5");
    assertThat(deadline.statusCode()).isEqualTo(400);
    assertThat(deadline.body()).contains("x-andon-deadline-ms");
    assertThat(post(CHAT, HELLO, "Authorization", "Bearer " + "k".repeat(4_000)).statusCode())
        .isEqualTo(401);
  }
}
