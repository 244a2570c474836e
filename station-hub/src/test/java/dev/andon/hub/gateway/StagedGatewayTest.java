package dev.andon.hub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.CompletionEvent;
import dev.andon.hub.request.CompletionStream;
import dev.andon.hub.request.Failure;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedGatewayTest {
  @TempDir Path folder;
  private GatewayFixture hub;

  @BeforeEach
  void start() throws Exception {
    hub = new GatewayFixture(folder);
  }

  @AfterEach
  void stop() throws Exception {
    hub.close();
  }

  @Test
  void an_answer_is_paid_and_explains_itself() {
    GatewayOutcome.Answered answered = answered(hub.handle(chat("first/m")));
    assertThat(text(answered)).isEqualTo("first");
    assertThat(GatewayFixture.told(answered.trail())).containsExactly("first/m FIRST OK");
    assertThat(answered.trail().cost().orElseThrow().micros()).isEqualTo(200);
    assertThat(hub.booked()).isEqualTo(200);
    assertThat(hub.openHolds()).isZero();
    assertThat(hub.ended).containsExactly("answered");
  }

  @Test
  void a_plain_chat_waits_under_few_frames_for_its_provider() {
    assertThat(text(answered(hub.handle(chat("first/m"))))).isEqualTo("first");
    assertThat(hub.depth.get()).as("our frames from the gateway's door on").isBetween(5, 10);
  }

  @Test
  void an_unknown_key_is_refused_before_anything_else() {
    GatewayOutcome outcome =
        hub.gateway.handle(
            hub.request(chat("first/m"), new Caller.Presented("nope"), Duration.ofSeconds(5)));
    assertThat(refusal(outcome)).isInstanceOf(Refusal.Key.class);
    assertThat(hub.first.waiting()).isZero();
  }

  @Test
  void a_model_that_the_key_may_not_use_is_refused() {
    assertThat(refusal(hub.handle(chat("second/other"))))
        .isInstanceOfSatisfying(Refusal.Model.class, m -> assertThat(m.forbidden()).isTrue());
    assertThat(refusal(hub.handle(chat("nobody/m"))))
        .isInstanceOfSatisfying(Refusal.Model.class, m -> assertThat(m.forbidden()).isFalse());
  }

  @Test
  void a_model_without_a_price_is_not_asked() {
    assertThat(refusal(hub.handle(chat("first/unpriced")))).isInstanceOf(Refusal.Model.class);
    assertThat(hub.first.waiting()).isZero();
  }

  @Test
  void a_failing_provider_falls_back_and_only_the_answer_is_paid() {
    hub.first.script((request, reply) -> reply.json(500, "{\"error\":{\"message\":\"boom\"}}"));
    GatewayOutcome.Answered answered = answered(hub.handle(chat("first/m")));
    assertThat(text(answered)).isEqualTo("second");
    assertThat(GatewayFixture.told(answered.trail()))
        .containsExactly(
            "first/m FIRST SERVER",
            "first/m RETRY SERVER",
            "first/m RETRY SERVER",
            "second/m FALLBACK OK");
    assertThat(hub.booked()).isEqualTo(200);
    assertThat(hub.openHolds()).isZero();
  }

  @Test
  void a_silent_provider_is_booked_at_its_bound_and_the_fallback_answers_in_time() {
    hub.first.script((request, reply) -> reply.silence());
    long began = System.nanoTime();
    GatewayOutcome.Answered answered =
        answered(
            hub.gateway.handle(
                hub.request(
                    chat("first/m"),
                    new Caller.Presented(GatewayFixture.KEY),
                    Duration.ofSeconds(2))));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    assertThat(text(answered)).isEqualTo("second");
    assertThat(hub.entries("OUTCOME_UNKNOWN")).isEqualTo(1);
    assertThat(hub.entries("ANSWERED")).isEqualTo(1);
    assertThat(hub.openHolds()).isZero();
  }

  @Test
  void a_verdict_that_is_not_valid_counts_as_a_failed_attempt() {
    hub.first.script(
        (request, reply) -> reply.json(200, GatewayFixture.answer("{\"verdict\":\"maybe\"}")));
    hub.second.script(
        (request, reply) -> reply.json(200, GatewayFixture.answer("{\"verdict\":\"pass\"}")));
    GatewayOutcome.Answered answered = answered(hub.handle(verdict("first/m")));
    assertThat(text(answered)).isEqualTo("{\"verdict\":\"pass\"}");
    assertThat(GatewayFixture.told(answered.trail()))
        .containsExactly("first/m FIRST INVALID_ANSWER", "second/m FALLBACK OK");
    assertThat(hub.booked()).as("the provider charges for invalid answers too").isEqualTo(400);
  }

  @Test
  void when_nobody_can_be_reached_the_caller_is_told_in_time() throws Exception {
    hub.first.close();
    hub.second.close();
    GatewayOutcome outcome = hub.handle(chat("first/m"));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            GatewayOutcome.Failed.class,
            f -> assertThat(f.failure().kind()).isEqualTo(Failure.Kind.PROVIDER_UNREACHABLE));
    assertThat(hub.booked()).isZero();
    assertThat(hub.openHolds()).isZero();
  }

  @Test
  void an_image_that_is_none_is_refused() {
    Chat chat =
        Chat.of(
            WireFormat.OPENAI,
            new ModelName("first/m"),
            List.of(),
            List.of(
                Message.of(
                    Message.Role.USER,
                    new Part.InlineImage(
                        "image/jpeg", new ImageBytes.Raw(ByteSlice.utf8("not an image"))))));
    assertThat(refusal(hub.handle(chat))).isInstanceOf(Refusal.BadRequest.class);
  }

  @Test
  void a_stream_is_paid_at_its_end() {
    hub.first.script(
        (request, reply) -> {
          reply.events();
          reply.data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}");
          reply.data("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
          reply.data("{\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10}}");
          reply.data("[DONE]");
        });
    GatewayOutcome.Streamed streamed = streamed(hub.handle(streaming("first/m")));
    List<CompletionEvent> events = drained(streamed.stream());
    assertThat(events.getLast()).isInstanceOf(CompletionEvent.Finished.class);
    assertThat(hub.booked()).isEqualTo(200);
    assertThat(GatewayFixture.told(streamed.stream().trail())).containsExactly("first/m FIRST OK");
    assertThat(hub.ended).containsExactly("streamed");
  }

  @Test
  void a_stream_falls_back_until_the_first_token_is_out() {
    hub.first.script(
        (request, reply) -> {
          reply.events();
          reply.data("{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}");
        });
    hub.second.script(
        (request, reply) -> {
          reply.events();
          reply.data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"from second\"}}]}");
          reply.data("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
          reply.data("[DONE]");
        });
    GatewayOutcome.Streamed streamed = streamed(hub.handle(streaming("first/m")));
    assertThat(drained(streamed.stream()))
        .contains(new CompletionEvent.TextDelta(0, "from second"));
    assertThat(streamed.stream().trail().fallbacks()).isEqualTo(1);
  }

  @Test
  void a_stream_that_breaks_later_says_so_in_band() {
    hub.first.script(
        (request, reply) -> {
          reply.events();
          reply.data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}");
        });
    GatewayOutcome.Streamed streamed = streamed(hub.handle(streaming("first/m")));
    assertThat(drained(streamed.stream()).getLast()).isInstanceOf(CompletionEvent.Broken.class);
    assertThat(hub.entries("OUTCOME_UNKNOWN")).isEqualTo(1);
    assertThat(hub.openHolds()).isZero();
  }

  @Test
  void a_client_that_goes_away_cancels_the_stream_and_settles_it() {
    hub.first.script(
        (request, reply) -> {
          reply.events();
          reply.data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}");
          reply.silence();
        });
    GatewayOutcome.Streamed streamed = streamed(hub.handle(streaming("first/m")));
    streamed.stream().next();
    streamed.stream().close();
    streamed.stream().close();
    assertThat(hub.openHolds()).isZero();
    assertThat(hub.entries("OUTCOME_UNKNOWN")).isEqualTo(1);
    assertThat(streamed.stream().next()).isEmpty();
    assertThat(hub.ended).containsExactly("streamed");
  }

  @Test
  void an_interrupted_caller_leaves_no_hold_behind() throws InterruptedException {
    hub.first.script((request, reply) -> reply.silence());
    List<GatewayOutcome> outcomes = new ArrayList<>();
    Thread caller = Thread.ofVirtual().start(() -> outcomes.add(hub.handle(chat("first/m"))));
    hub.first.take();
    caller.interrupt();
    assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
    assertThat(outcomes.getFirst())
        .isInstanceOfSatisfying(
            GatewayOutcome.Failed.class,
            f -> assertThat(f.failure().kind()).isEqualTo(Failure.Kind.CANCELLED));
    assertThat(hub.openHolds()).isZero();
    assertThat(hub.second.waiting()).isZero();
  }

  private static Chat chat(String model) {
    return Chat.of(
        WireFormat.OPENAI,
        new ModelName(model),
        List.of(),
        List.of(Message.of(Message.Role.USER, new Part.Text("hello"))));
  }

  private static Chat streaming(String model) {
    Chat chat = chat(model);
    return chat.toBuilder().streamWithUsage(true).build();
  }

  private static Chat verdict(String model) {
    return chat(model).toBuilder()
        .format(
            new AnswerFormat.JsonSchema(
                "v",
                RawJson.of(
                    "{\"type\":\"object\",\"properties\":{\"verdict\":{\"enum\":[\"pass\",\"defect\"]}},\"required\":[\"verdict\"]}"),
                Optional.of(true),
                List.of()))
        .build();
  }

  private static List<CompletionEvent> drained(CompletionStream stream) {
    List<CompletionEvent> events = new ArrayList<>();
    for (Optional<CompletionEvent> e = stream.next(); e.isPresent(); e = stream.next()) {
      events.add(e.get());
    }
    return events;
  }

  private static GatewayOutcome.Answered answered(GatewayOutcome outcome) {
    assertThat(outcome).isInstanceOf(GatewayOutcome.Answered.class);
    return (GatewayOutcome.Answered) outcome;
  }

  private static GatewayOutcome.Streamed streamed(GatewayOutcome outcome) {
    assertThat(outcome).isInstanceOf(GatewayOutcome.Streamed.class);
    return (GatewayOutcome.Streamed) outcome;
  }

  private static Refusal refusal(GatewayOutcome outcome) {
    assertThat(outcome).isInstanceOf(GatewayOutcome.Refused.class);
    return ((GatewayOutcome.Refused) outcome).refusal();
  }

  private static String text(GatewayOutcome.Answered answered) {
    return ((Completion) answered.reply()).first().text().orElseThrow();
  }
}
