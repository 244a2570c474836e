package dev.andon.hub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.cache.AnswerCache;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.provider.Upstream;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.Trail;
import dev.andon.hub.routing.ScaledTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What stalled the pilots of the field reports: 22 minutes of 429, and a key that was rotated
 * wrongly. Real providers over HTTP, scaled time.
 */
class RateStormTest {
  private static final Duration STORM = Duration.ofMinutes(22);
  private static final Duration EVERY = Duration.ofSeconds(8);
  private static final String ERROR = "{\"error\":{\"message\":\"no\",\"code\":\"%s\"}}";

  @TempDir Path folder;
  private final ScaledTime time = new ScaledTime(Instant.parse("2026-11-20T06:00:00Z"));
  private final AtomicInteger refused = new AtomicInteger();
  private GatewayFixture hub;

  @BeforeEach
  void start() throws Exception {
    hub = new GatewayFixture(folder, List.of(), AnswerCache.off(), GatewayFixture.Times.of(time));
  }

  @AfterEach
  void stop() throws Exception {
    hub.close();
  }

  private String ask() {
    GatewayOutcome outcome = hub.handle(question());
    assertThat(outcome)
        .as("%s into the storm", time.passed())
        .isInstanceOf(GatewayOutcome.Answered.class);
    return ((Completion) ((GatewayOutcome.Answered) outcome).reply()).first().text().orElseThrow();
  }

  private static Chat question() {
    return Chat.of(
        WireFormat.OPENAI,
        new ModelName("first/m"),
        List.of(),
        List.of(Message.of(Message.Role.USER, new Part.Text("hello"))));
  }

  /** The first half says how long to wait, the second half does not. */
  private void storm(Upstream.Received request, Upstream.Reply reply) throws Exception {
    if (time.passed().compareTo(STORM) >= 0) {
      reply.json(200, GatewayFixture.answer("first"));
      return;
    }
    refused.incrementAndGet();
    boolean saysHowLong = time.passed().compareTo(STORM.dividedBy(2)) < 0;
    reply.json(
        429,
        ERROR.formatted("rate_limit_exceeded"),
        saysHowLong ? "retry-after: 20" : "x-nothing: 1");
  }

  @Test
  void a_22_minute_storm_of_429_loses_no_request_and_moves_back_afterwards() {
    hub.first.script(this::storm);
    long asked = 0;
    while (time.passed().compareTo(STORM) < 0) {
      assertThat(ask()).isEqualTo("second");
      asked++;
      time.advance(EVERY);
    }
    assertThat(asked).isGreaterThan(160);
    assertThat(refused.get()).as("probes, not a hammer").isBetween(20, 90);
    assertThat(hub.booked()).as("a 429 costs nothing").isEqualTo(asked * 200);

    time.advance(Duration.ofMinutes(1));
    for (int i = 0; i < 20; i++) {
      assertThat(ask()).as("the storm is over, and the first provider answers").isEqualTo("first");
    }
    assertThat(hub.openHolds()).isZero();
  }

  @Test
  void the_trail_of_a_request_in_the_storm_tells_why_the_first_was_left_out() {
    hub.first.script(this::storm);
    ask();
    time.advance(EVERY);
    Trail trail = ((GatewayOutcome.Answered) hub.handle(question())).trail();
    assertThat(GatewayFixture.told(trail))
        .containsExactly("first/m skipped QUOTA_COOLING_DOWN", "second/m FIRST OK");
  }

  /** The provider knows one key only. */
  private static Upstream.Script knows(String key) {
    return (request, reply) -> {
      if (("Bearer " + key).equals(request.headers().get("authorization"))) {
        reply.json(200, GatewayFixture.answer("first"));
      } else {
        reply.json(401, ERROR.formatted("invalid_api_key"));
      }
    };
  }

  @Test
  void a_key_that_was_rotated_wrongly_freezes_nothing_and_the_right_one_works_at_once() {
    hub.first.script(knows("sk-rotated"));
    for (int i = 0; i < 30; i++) {
      assertThat(ask()).isEqualTo("second");
      time.advance(EVERY);
    }

    hub.gateway.replace(hub.upstreams("sk-rotated"));

    for (int i = 0; i < 30; i++) {
      assertThat(ask()).as("no bench outlives the key that it was for").isEqualTo("first");
    }
    assertThat(hub.openHolds()).isZero();
  }

  @Test
  void one_dead_key_of_two_is_left_out_and_the_provider_goes_on_answering() {
    hub.gateway.replace(hub.upstreams("sk-dead", "sk-alive"));
    hub.first.script(knows("sk-alive"));
    for (int i = 0; i < 40; i++) {
      assertThat(ask()).isEqualTo("first");
    }
    assertThat(hub.first.waiting()).as("one refusal in 40 requests").isEqualTo(41);
  }
}
