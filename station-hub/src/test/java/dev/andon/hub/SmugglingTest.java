package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two requests in one, told apart differently by a proxy in front and by the hub (RFC 9112 §11.2):
 * the second one is never taken for a request, so nobody pays for it under another's name.
 */
final class SmugglingTest {
  private static final String HIDDEN = chat("smuggled");
  private static final String END = "0\r\n\r\n";

  @TempDir static Path folder;
  private static TestingProvider provider;
  private static StationHub hub;

  @BeforeAll
  static void start() {
    provider = new TestingProvider();
    hub =
        TestingHub.start(
            folder,
            TestingHub.yaml(provider.url())
                .replace(
                    "http: {port: 0, open: true}",
                    "http: {port: 0, open: true, body_timeout: 1s, idle_timeout: 2s}"));
  }

  @AfterAll
  static void stop() {
    hub.close();
    provider.close();
  }

  private static String chat(String content) {
    String body =
        "{\"model\":\"openai/gpt-4o-mini\",\"max_tokens\":9,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\""
            + content
            + "\"}]}";
    return request("Content-Length: " + body.length() + "\r\n") + body;
  }

  private static String request(String framing) {
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
        + "Content-Type: application/json\r\nAuthorization: Bearer vk_demo\r\n"
        + framing
        + "\r\n";
  }

  /** How the first request says where it ends; ALL stands for the length of all that follows. */
  enum Framing {
    LENGTH_AND_CHUNKED("Content-Length: ALL\r\nTransfer-Encoding: chunked\r\n", END),
    CHUNKED_AND_LENGTH("Transfer-Encoding: chunked\r\nContent-Length: ALL\r\n", END),
    TWO_LENGTHS("Content-Length: 0\r\nContent-Length: ALL\r\n", ""),
    TWO_LENGTHS_THE_OTHER_WAY("Content-Length: ALL\r\nContent-Length: 0\r\n", ""),
    LENGTHS_IN_A_LIST("Content-Length: 0, ALL\r\n", ""),
    LENGTH_WITH_A_SIGN("Content-Length: +0\r\n", ""),
    NEGATIVE_LENGTH("Content-Length: -1\r\n", ""),
    HEXADECIMAL_LENGTH("Content-Length: 0x0\r\n", ""),
    SPACE_BEFORE_THE_COLON("Content-Length: ALL\r\nTransfer-Encoding : chunked\r\n", END),
    UNKNOWN_CODING("Content-Length: ALL\r\nTransfer-Encoding: xchunked\r\n", END),
    CHUNKED_IS_NOT_THE_LAST("Content-Length: ALL\r\nTransfer-Encoding: chunked, identity\r\n", END),
    CHUNKED_BEHIND_A_CONTROL("Content-Length: ALL\r\nTransfer-Encoding: \u000bchunked\r\n", END),
    FOLDED_LINE("Content-Length: ALL\r\nTransfer-Encoding:\r\n chunked\r\n", END),
    CHUNK_SIZE_WITH_A_PREFIX("Transfer-Encoding: chunked\r\n", "0x0\r\n\r\n"),
    CHUNK_SIZE_THAT_OVERFLOWS("Transfer-Encoding: chunked\r\n", "10000000000000000\r\n\r\n");

    private final String headers;
    private final String before;

    Framing(String headers, String before) {
      this.headers = headers;
      this.before = before;
    }

    String both() {
      String rest = before + HIDDEN;
      return request(headers.replace("ALL", Integer.toString(rest.length()))) + rest;
    }
  }

  @ParameterizedTest
  @EnumSource(Framing.class)
  void a_request_hidden_behind_an_ambiguous_end_is_never_served(Framing framing)
      throws IOException {
    String said = say(framing.both());
    assertThat(said).as("one answer at most").doesNotContainPattern("(?s)HTTP/1.1 .*HTTP/1.1 2");
    assertThat(provider.bodies).noneMatch(body -> body.contains("smuggled"));
  }

  @Test
  void said_openly_one_behind_the_other_both_are_served() throws IOException {
    assertThat(say(chat("first") + chat("second")))
        .containsPattern("(?s)HTTP/1.1 200.*HTTP/1.1 200");
    assertThat(provider.bodies).anyMatch(body -> body.contains("second"));
  }

  /** Everything that the hub says until it closes the connection. */
  private static String say(String text) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      socket.getInputStream().transferTo(all);
    } catch (SocketTimeoutException open) {
      throw new AssertionError("the hub keeps the connection open", open);
    } catch (IOException reset) {
      // Closed the hard way.
    }
    return all.toString(StandardCharsets.UTF_8);
  }
}
