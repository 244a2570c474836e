package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.config.Secret;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.capture.Labelling.PartLabel;
import dev.andon.edge.capture.VariantFile;
import dev.andon.edge.escalation.EscalationSettings;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.outbox.FrameRef;
import dev.andon.edge.trigger.PartDoor;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.fixtures.Drawn;
import dev.andon.vision.Picture;
import dev.andon.vision.PixelRules;
import dev.andon.wire.StationId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A camera or a recipe system posts its pictures to the station. */
@Timeout(120)
final class PushStationTest {
  private static final StationId STATION = StationId.parse("bologna/line-1/st-04");
  private static final String TOKEN = "Bearer 0123456789abcdef";

  private final Journal journal = new Journal();
  private final HttpClient client = HttpClient.newHttpClient();
  private @TempDir Path folder;

  private PushFeed feed() {
    return feed(Optional.empty());
  }

  private PushFeed feed(Optional<VariantFile> variants) {
    return new PushFeed(
        new PartDoors(
            Optional.of(
                new PartDoor.Settings(
                    "127.0.0.1", 0, Optional.of(new Secret("0123456789abcdef")), false, 200_000)),
            Optional.empty()),
        new PartLabel("-", "flange", "top"),
        PixelRules.DEFAULT,
        variants);
  }

  private EdgeAgent start(PushFeed feed) {
    EdgeAgent agent =
        EdgeAgent.start(
            AgentSettings.of(
                    STATION,
                    "tcp://127.0.0.1:9",
                    folder.resolve("outbox.db"),
                    HubKeys.of(FakeHub.key(STATION)))
                .withEscalation(
                    new EscalationSettings(
                        Duration.ofSeconds(50), 4, 85, 1 << 20, 10_000, Duration.ofMinutes(1))),
            feed,
            Stations.doubting(2),
            StationPlatform.real(List.of(new LogOutput()), journal));
    await().until(() -> feed.port().isPresent());
    return agent;
  }

  private static byte[] picture(int seed) {
    Random random = new Random(seed);
    try (Picture part = Drawn.part(160, 120);
        Picture marked =
            Drawn.marked(part, random.nextInt(100), random.nextInt(80), 9, 1, seed % 250, 3)) {
      return marked.png();
    }
  }

  private HttpResponse<String> post(PushFeed feed, String query, byte[] body, String token)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + feed.port().orElseThrow() + "/part" + query))
            .header("Authorization", token)
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofString());
  }

  private int status(PushFeed feed, String query, byte[] body) throws Exception {
    return post(feed, query, body, TOKEN).statusCode();
  }

  @Test
  void a_posted_picture_is_judged_under_the_part_variant_and_view_that_came_with_it()
      throws Exception {
    PushFeed feed = feed();
    try (EdgeAgent agent = start(feed)) {
      assertThat(status(feed, "?part=4711&variant=bracket&view=left", picture(1))).isEqualTo(200);
      assertThat(status(feed, "?part=4712", picture(2))).isEqualTo(200);
      assertThat(agent.state().counters().of(Name.FRAMES)).isEqualTo(2);
    }
    assertThat(journal.captured)
        .extracting(FrameRef::partId, FrameRef::variant, FrameRef::view)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("4711", "bracket", "left"),
            org.assertj.core.groups.Tuple.tuple("4712", "flange", "top"));
  }

  @Test
  void a_posted_picture_without_a_variant_is_of_the_one_that_the_file_says_and_its_own_counts_more()
      throws Exception {
    Path file = Files.writeString(folder.resolve("variant"), "flange-b\n");
    PushFeed feed = feed(Optional.of(new VariantFile(file, System::nanoTime)));
    try (EdgeAgent agent = start(feed)) {
      assertThat(status(feed, "?part=1", picture(1))).isEqualTo(200);
      assertThat(status(feed, "?part=2&variant=bracket", picture(2))).isEqualTo(200);
      Files.writeString(file, "flange-a\nflange-b\n");
      await().until(() -> !agent.state().source().notes().isEmpty());
      assertThat(status(feed, "?part=3", picture(3))).isEqualTo(200);
    }
    assertThat(journal.captured)
        .extracting(FrameRef::variant)
        .containsExactly("flange-b", "bracket", VariantFile.UNKNOWN);
  }

  @Test
  void what_is_said_again_after_a_lost_answer_is_judged_once_also_after_a_restart()
      throws Exception {
    PushFeed feed = feed();
    try (EdgeAgent agent = start(feed)) {
      assertThat(status(feed, "?part=1", picture(1))).isEqualTo(200);
      assertThat(status(feed, "?part=1", picture(1))).isEqualTo(208);
      assertThat(agent.state().counters().of(Name.FRAMES)).isEqualTo(1);
    }
    PushFeed again = feed();
    try (EdgeAgent agent = start(again)) {
      assertThat(status(again, "?part=1", picture(1))).isEqualTo(208);
      assertThat(status(again, "?part=1", picture(2))).as("another picture of it").isEqualTo(200);
      assertThat(agent.state().counters().of(Name.FRAMES)).isEqualTo(2);
    }
  }

  @Test
  void what_cannot_be_judged_is_told_to_whoever_posts_and_stops_nobody() throws Exception {
    PushFeed feed = feed();
    try (EdgeAgent agent = start(feed)) {
      byte[] whole = picture(3);
      assertThat(post(feed, "?part=1", Arrays.copyOf(whole, whole.length / 2), TOKEN))
          .satisfies(
              answer -> {
                assertThat(answer.statusCode()).isEqualTo(400);
                assertThat(answer.body()).contains("truncated");
              });
      assertThat(status(feed, "?part=1", new byte[0])).isEqualTo(400);
      assertThat(status(feed, "?part=1", new byte[200_001])).isEqualTo(413);
      assertThat(status(feed, "", whole)).isEqualTo(400);
      assertThat(status(feed, "?part=%20", whole)).isEqualTo(400);
      assertThat(status(feed, "?part=1&part=2", whole)).isEqualTo(400);
      assertThat(post(feed, "?part=1&varaint=x", whole, TOKEN).body()).contains("varaint");
      assertThat(post(feed, "?part=1", whole, "Bearer wrong").statusCode()).isEqualTo(401);
      assertThat(status(feed, "/other?part=1", whole)).isEqualTo(404);
      assertThat(agent.state().counters().of(Name.FRAMES)).isZero();
      assertThat(status(feed, "?part=1", whole)).isEqualTo(200);
    }
  }

  @Test
  void many_at_once_are_each_judged_once() throws Exception {
    PushFeed feed = feed();
    try (EdgeAgent agent = start(feed);
        ExecutorService cameras = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> posts = new ArrayList<>();
      for (int part = 0; part < 40; part++) {
        String query = "?part=p" + part / 2;
        byte[] body = picture(part / 2);
        posts.add(
            () -> {
              int status = status(feed, query, body);
              while (status == 503) {
                status = status(feed, query, body);
              }
              return status;
            });
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> each : cameras.invokeAll(posts)) {
        statuses.add(each.get());
      }
      assertThat(statuses).containsOnly(200, 208);
      assertThat(statuses.stream().filter(status -> status == 200)).hasSize(20);
      assertThat(agent.state().counters().of(Name.FRAMES)).isEqualTo(20);
    }
  }
}
