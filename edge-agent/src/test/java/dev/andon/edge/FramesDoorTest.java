package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.config.Secret;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.status.OperatorGate;
import dev.andon.edge.status.OperatorToken;
import dev.andon.edge.trigger.TriggeredSource;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.wire.StationId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The last frames of a running station and its test trigger, over real HTTP. */
@Timeout(60)
final class FramesDoorTest {
  private static final StationId STATION = StationId.parse("bologna/line-1/st-04");
  private static final String TOKEN = "0123456789abcdefghij";

  private final Journal journal = new Journal();
  private final HttpClient client = HttpClient.newHttpClient();
  private @TempDir Path folder;

  private EdgeAgent start(Feed feed) {
    OperatorGate gate =
        new OperatorGate(
            new OperatorToken(new Secret(TOKEN), "the test"), "127.0.0.1", false, System::nanoTime);
    return EdgeAgent.start(
        AgentSettings.of(
                STATION,
                "tcp://127.0.0.1:9",
                folder.resolve("outbox.db"),
                HubKeys.of(FakeHub.key(STATION)))
            .withWeb(new AgentSettings.Web("127.0.0.1", 0)),
        feed,
        Stations.doubting(2),
        StationPlatform.real(List.of(new LogOutput()), journal),
        Optional.empty(),
        Optional.of(gate));
  }

  private static Feed triggered() {
    return new TriggeredFeed(
        Stations.live(Stations.frames(1_000_000, 5)),
        new PartDoors(Optional.empty(), Optional.empty()),
        new TriggeredSource.Timing(Duration.ZERO, Duration.ofSeconds(1)));
  }

  private static HttpRequest.Builder request(EdgeAgent agent, String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + agent.webPort().orElseThrow() + path));
  }

  private HttpResponse<String> get(EdgeAgent agent, String path, String cookie) throws Exception {
    return client.send(
        request(agent, path).header("Cookie", cookie).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(EdgeAgent agent, String form, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        request(agent, "/frames")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String cookie(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  @Test
  void the_last_frames_are_shown_with_what_became_of_them_and_what_the_line_was_told()
      throws Exception {
    Semaphore frames = new Semaphore(0);
    try (EdgeAgent agent = start(Stations.onceAllowed(frames, Stations.frames(100, 0)))) {
      frames.release(2);
      await().until(() -> agent.state().counters().of(Name.FRAMES) == 2);
      HttpResponse<String> page = post(agent, "do=look&token=" + TOKEN);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body())
          .contains("passed", "accept", "asked the hub", "waits", "scratch 0.55", "1 place")
          .contains("<rect x=\"8\" y=\"8\" width=\"16\" height=\"16\" />");
      Matcher picture = Pattern.compile("src=\"(/frames/\\d+\\.jpg)\"").matcher(page.body());
      assertThat(picture.find()).isTrue();
      HttpResponse<String> jpeg = get(agent, picture.group(1), cookie(page));
      assertThat(jpeg.headers().firstValue("Content-Type")).contains("image/jpeg");
      assertThat(get(agent, "/frames", cookie(page)).body()).contains("http-equiv=refresh");
      assertThat(client.send(request(agent, "/").build(), BodyHandlers.ofString()).body())
          .contains("href=/frames", "frames judged a second");
    }
  }

  @Test
  void without_the_token_nobody_sees_a_picture_or_makes_a_test() throws Exception {
    Semaphore frames = new Semaphore(3);
    try (EdgeAgent agent = start(Stations.onceAllowed(frames, Stations.frames(100, 0)))) {
      await().until(() -> agent.state().counters().of(Name.FRAMES) == 3);
      assertThat(get(agent, "/frames", "").statusCode()).isEqualTo(401);
      assertThat(get(agent, "/frames", "").body()).doesNotContain(".jpg");
      assertThat(get(agent, "/frames/1.jpg", "").statusCode()).isEqualTo(401);
      assertThat(post(agent, "do=test").statusCode()).isEqualTo(401);
      assertThat(post(agent, "do=test&token=wrong").statusCode()).isEqualTo(401);
      assertThat(post(agent, "do=test&key=00").statusCode()).isEqualTo(401);
      HttpResponse<String> entered = post(agent, "do=look&token=" + TOKEN);
      assertThat(post(agent, "do=test", "Cookie", cookie(entered)).statusCode())
          .as("a cookie changes nothing")
          .isEqualTo(401);
      assertThat(
              post(agent, "do=test&token=" + TOKEN, "Origin", "http://evil.example").statusCode())
          .isEqualTo(403);
      assertThat(post(agent, "do=test&token=" + TOKEN, "Sec-Fetch-Site", "cross-site").statusCode())
          .isEqualTo(403);
      assertThat(get(agent, "/frames?do=test&token=" + TOKEN, "").statusCode()).isEqualTo(401);
      assertThat(get(agent, "/frames/../outbox.db", cookie(entered)).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void a_test_judges_a_frame_that_no_part_was_announced_for_and_leaves_no_trace() throws Exception {
    try (EdgeAgent agent = start(triggered())) {
      HttpResponse<String> page = post(agent, "do=test&token=" + TOKEN);
      assertThat(page.body()).contains("figure class=\"test ", "Test: would ", "no signal");
      String key = page.body().replaceAll("(?s).*name=key value=\"([^\"]+)\".*", "$1");
      assertThat(post(agent, "do=test&key=" + key).statusCode()).isEqualTo(200);
      assertThat(post(agent, "do=test&key=" + key).statusCode())
          .as("a key is good for one test")
          .isEqualTo(401);
      assertThat(agent.state().counters().of(Name.FRAMES)).isZero();
      assertThat(agent.state().counters().of(Name.ESCALATED)).isZero();
      assertThat(agent.state().waiting().nothing()).isTrue();
      assertThat(agent.state().undecided()).isZero();
    }
    assertThat(journal.captured).isEmpty();
    assertThat(journal.escalated).isEmpty();
    assertThat(journal.commands).isEmpty();
  }

  @Test
  void a_test_beside_a_part_changes_nothing_for_the_part() throws Exception {
    Semaphore frames = new Semaphore(0);
    try (EdgeAgent agent = start(Stations.onceAllowed(frames, Stations.frames(100, 0)))) {
      CompletableFuture<String> test =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return post(agent, "do=test&token=" + TOKEN).body();
                } catch (Exception failed) {
                  throw new IllegalStateException(failed);
                }
              });
      while (!test.isDone()) {
        frames.release();
        long before = agent.state().counters().of(Name.FRAMES);
        await().until(() -> test.isDone() || agent.state().counters().of(Name.FRAMES) > before);
      }
      assertThat(test.join()).contains("Test: would ");
      await().until(() -> frames.availablePermits() == 0);
      long judged = agent.state().counters().of(Name.FRAMES);
      assertThat(
              agent.state().counters().of(Name.ESCALATED)
                  + agent.state().counters().of(Name.CONFIDENT))
          .isEqualTo(judged);
      assertThat(journal.captured).hasSize((int) judged).doesNotHaveDuplicates();
      assertThat(journal.commands).hasSize((int) agent.state().counters().of(Name.CONFIDENT));
    }
  }
}
