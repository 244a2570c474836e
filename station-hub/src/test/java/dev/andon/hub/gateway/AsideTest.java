package dev.andon.hub.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.hub.budget.Hold;
import dev.andon.hub.cache.CacheConfig;
import dev.andon.hub.cache.ExactCache;
import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.price.RequestShape;
import dev.andon.hub.request.Attributes;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.Checked;
import dev.andon.hub.request.Door;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.Namespace;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.request.RequestLane;
import dev.andon.hub.request.Trail;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import dev.andon.hub.time.Deadline;
import dev.andon.hub.time.SteadyClock;
import dev.andon.hub.time.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown beside a question: sent and paid for, and no part of the question. */
class AsideTest {
  private static final Caller STATION = new Caller.Station("plant-1", "line-1", "cam-1");
  private static final byte[] DOUBTFUL = png(400, 400);
  private static final byte[] GOOD = png(512, 252);
  private static final byte[] OTHER = png(500, 252);

  @TempDir Path folder;
  private final Random random = new Random(3);
  private final List<Long> held = new ArrayList<>();
  private Store answers;
  private GatewayFixture hub;

  @BeforeEach
  void start() throws Exception {
    answers =
        Store.open(
            StoreSettings.of(folder.resolve("evidence.db")),
            ExactCache.MIGRATIONS,
            Clock.systemUTC());
    hub =
        new GatewayFixture(
            folder,
            List.of(),
            new ExactCache(
                answers,
                CacheConfig.DEFAULT,
                new SteadyClock(Clock.systemUTC(), Ticker.system()),
                new SimpleMeterRegistry()));
    hub.first.script(
        (request, reply) -> {
          hub.billing.budgets().open().stream().map(AsideTest::bound).forEach(held::add);
          reply.json(200, GatewayFixture.answer("first"));
        });
  }

  @AfterEach
  void stop() throws Exception {
    hub.close();
    answers.close();
  }

  private static long bound(Hold hold) {
    return hold.request().bound().cost().micros();
  }

  private static byte[] png(int width, int height) {
    return ByteBuffer.allocate(64)
        .put("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1))
        .putInt(13)
        .put("IHDR".getBytes(StandardCharsets.US_ASCII))
        .putInt(width)
        .putInt(height)
        .array();
  }

  private static Part image(byte[] png) {
    return new Part.InlineImage("image/png", new ImageBytes.Raw(ByteSlice.of(png)));
  }

  private static List<Part> beside(byte[] png) {
    return List.of(new Part.Text("for comparison"), image(png));
  }

  private GatewayRequest request(byte[] doubtful, List<Part> aside) {
    return new GatewayRequest(
        RequestId.create(System.currentTimeMillis(), random),
        Door.MQTT,
        STATION,
        RequestLane.LIVE,
        Attributes.NONE,
        Optional.of(new Namespace(Map.of("variant", "a"))),
        Optional.of(Deadline.after(Duration.ofSeconds(20), Ticker.system())),
        100,
        Chat.of(
            WireFormat.STATION,
            new ModelName("first/m"),
            List.of(),
            List.of(Message.of(Message.Role.USER, new Part.Text("Defect?"), image(doubtful)))),
        aside);
  }

  private GatewayOutcome.Answered answered(GatewayRequest request) {
    GatewayOutcome outcome = hub.gateway.handle(request);
    assertThat(outcome).isInstanceOf(GatewayOutcome.Answered.class);
    return (GatewayOutcome.Answered) outcome;
  }

  private String sent() throws InterruptedException {
    return new String(hub.first.take().body(), StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void it_is_sent_behind_the_question() throws Exception {
    answered(request(DOUBTFUL, beside(GOOD)));
    assertThat(sent())
        .containsSubsequence("Defect?", base64(DOUBTFUL), "for comparison", base64(GOOD));
  }

  @Test
  void the_hold_covers_its_image_and_its_words() {
    answered(request(DOUBTFUL, List.of()));
    answered(request(png(401, 401), beside(GOOD)));
    // 85 + 170 tokens of one tile and 14 bytes of words, each at the dearest input rate of 1.25.
    double more = (85 + 170 + "for comparison".length()) * 1.25;
    assertThat(held).hasSize(2);
    assertThat((double) (held.get(1) - held.get(0))).isBetween(more - 1, more + 1);
  }

  @Test
  void the_hold_is_never_below_what_the_request_as_sent_can_cost() {
    GatewayRequest compared = request(DOUBTFUL, beside(GOOD));
    Checked<RequestShape> measured = RequestMeasure.of(compared.shown(), Long.MAX_VALUE);
    answered(compared);
    var shape = measured.value();
    var price = GatewayFixture.prices().history("first/m").getFirst();
    assertThat(shape.images()).hasSize(2);
    assertThat(held)
        .containsExactly(
            price
                .atMost(
                    PriceBook.inputBound(price, shape), PriceBook.outputBound(price, shape), false)
                .micros());
  }

  @Test
  void the_same_question_is_answered_once_whatever_stands_beside_it() {
    answered(request(DOUBTFUL, List.of()));
    for (List<Part> aside : List.of(beside(GOOD), beside(OTHER), List.<Part>of())) {
      await()
          .until(
              () ->
                  answered(request(DOUBTFUL, aside)).trail().cache().status()
                      == Trail.CacheStatus.HIT);
    }
    assertThat(hub.entries("ANSWERED")).isEqualTo(1);
  }

  @Test
  void another_doubtful_picture_is_another_question_beside_the_same_good_part() {
    answered(request(DOUBTFUL, beside(GOOD)));
    assertThat(answered(request(png(399, 400), beside(GOOD))).trail().cache().status())
        .isEqualTo(Trail.CacheStatus.MISS);
  }

  @Test
  void a_provider_of_one_image_is_asked_without_it_and_one_of_several_with_it() throws Exception {
    hub.gateway.replace(hub.upstreamsOfOneImage());
    answered(request(DOUBTFUL, beside(GOOD)));
    assertThat(sent()).contains(base64(DOUBTFUL)).doesNotContain(base64(GOOD), "for comparison");

    hub.first.script((request, reply) -> reply.json(500, "{\"error\":{\"message\":\"no\"}}"));
    answered(request(OTHER, beside(GOOD)));
    assertThat(new String(hub.second.take().body(), StandardCharsets.UTF_8))
        .contains(base64(OTHER), base64(GOOD));
  }

  @Test
  void a_question_of_two_images_skips_a_provider_of_one() {
    hub.gateway.replace(hub.upstreamsOfOneImage());
    GatewayRequest two = request(DOUBTFUL, List.of());
    Chat chat = ((Chat) two.content()).withParts(List.of(image(OTHER)));
    GatewayOutcome.Answered answered =
        (GatewayOutcome.Answered)
            hub.gateway.handle(
                new GatewayRequest(
                    two.id(),
                    two.door(),
                    two.caller(),
                    two.lane(),
                    two.attributes(),
                    two.namespace(),
                    two.deadline(),
                    two.bodyBytes(),
                    chat));
    assertThat(GatewayFixture.told(answered.trail()))
        .containsExactly("first/m skipped CANNOT_TAKE_REQUEST", "second/m FIRST OK");
  }
}
