package dev.andon.hub.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.AttemptLimits;
import dev.andon.hub.provider.api.Provider;
import dev.andon.hub.provider.api.ProviderAnswer;
import dev.andon.hub.provider.api.ProviderStream;
import dev.andon.hub.provider.dialect.ImageLimit;
import dev.andon.hub.provider.http.HeaderEndpoint;
import dev.andon.hub.provider.http.HttpProvider;
import dev.andon.hub.provider.http.ProviderHttp;
import dev.andon.hub.provider.openai.OpenAiDialect;
import dev.andon.hub.request.CompletionEvent;
import dev.andon.hub.request.ErrorClass;
import dev.andon.hub.time.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenAiProviderTest {
  private static final String ANSWER =
      """
      {"id":"c1","object":"chat.completion","created":1700000000,"model":"m-2024","system_fingerprint":"fp",
       "choices":[{"index":0,"message":{"role":"assistant","content":"hello","annotations":[1]},
         "logprobs":{"content":[]},"finish_reason":"stop"}],
       "usage":{"prompt_tokens":100,"completion_tokens":20,
         "prompt_tokens_details":{"cached_tokens":40},"completion_tokens_details":{"reasoning_tokens":5}}}""";

  private final ProviderHttp http = new ProviderHttp(Ticker.system(), InstantSource.system());
  private Upstream upstream;
  private Provider provider;

  @BeforeEach
  void start() throws IOException {
    upstream = new Upstream((request, reply) -> reply.json(200, ANSWER));
    provider =
        new HttpProvider(
            "openai",
            List.of(Calls.KEY),
            new ImageLimit(Optional.empty()),
            OpenAiDialect.plain(),
            new HeaderEndpoint(upstream.url() + "/v1", "Authorization", "Bearer "),
            http);
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
    http.close();
  }

  @Test
  void an_answer_is_read_with_usage_and_unknown_fields() {
    ProviderAnswer.Whole whole = whole(provider.call(Calls.call(Calls.text("hi"))));
    Completion completion = (Completion) whole.reply();
    assertThat(completion.first().text()).contains("hello");
    assertThat(completion.model()).isEqualTo("m-2024");
    assertThat(completion.first().finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(completion.extra())
        .containsExactly(new JsonField("system_fingerprint", RawJson.of("\"fp\"")));
    assertThat(completion.first().messageExtra())
        .extracting(JsonField::name)
        .containsExactly("annotations");
    assertThat(completion.first().extra()).extracting(JsonField::name).containsExactly("logprobs");
    assertThat(whole.reported()).contains(new TokenUsage(100, 40, 0, 0, 0, 0, 20, 5));
  }

  @Test
  void the_key_is_presented_and_the_model_is_the_providers() throws InterruptedException {
    provider.call(Calls.call(Calls.text("hi")));
    Upstream.Received request = upstream.take();
    assertThat(request.path()).isEqualTo("/v1/chat/completions");
    assertThat(request.headers()).containsEntry("authorization", "Bearer sk-test-0123456789");
    assertThat(json(request).path("model").asString()).isEqualTo("m");
    assertThat(json(request).path("messages").get(0).path("content").asString()).isEqualTo("hi");
  }

  @Test
  void image_bytes_are_written_through_unaltered() throws InterruptedException {
    byte[] jpeg = new byte[150_001];
    new Random(1).nextBytes(jpeg);
    provider.call(Calls.call(Calls.image(jpeg)));
    String url = json(upstream.take()).at("/messages/1/content/1/image_url/url").asString();
    assertThat(url).startsWith("data:image/jpeg;base64,");
    assertThat(Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1))).isEqualTo(jpeg);
  }

  @Test
  void base64_that_came_in_goes_out_as_it_is() throws InterruptedException {
    String text = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3, 4});
    Chat chat =
        Chat.of(
            WireFormat.OPENAI,
            new ModelName("x"),
            List.of(),
            List.of(
                Message.of(
                    Message.Role.USER,
                    new Part.InlineImage(
                        "image/png", new ImageBytes.Base64(ByteSlice.utf8(text))))));
    provider.call(Calls.call(chat));
    assertThat(upstream.take().text()).contains("\"data:image/png;base64," + text + "\"");
  }

  @Test
  void unknown_fields_of_the_same_dialect_survive_and_the_callers_name_stays_home()
      throws InterruptedException {
    Chat chat = Calls.text("hi");
    Chat rich =
        chat.toBuilder()
            .format(
                new AnswerFormat.JsonSchema(
                    "v", RawJson.of("{\"type\":\"object\"}"), Optional.of(true), List.of()))
            .maxTokens(7)
            .extra("logit_bias", RawJson.of("{\"5\":1}"))
            .extra("user", RawJson.of("\"anna@example.com\""))
            .build();
    provider.call(Calls.call(rich));
    Upstream.Received request = upstream.take();
    assertThat(json(request).at("/logit_bias/5").asInt()).isEqualTo(1);
    assertThat(json(request).at("/max_completion_tokens").asInt()).isEqualTo(7);
    assertThat(json(request).at("/response_format/json_schema/strict").asBoolean()).isTrue();
    assertThat(request.text()).doesNotContain("anna@example.com");
  }

  @Test
  void a_stream_is_read_token_by_token_with_its_usage() {
    upstream.script(
        (request, reply) -> {
          reply.events();
          reply.data(
              "{\"id\":\"c\",\"model\":\"m\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}");
          reply.data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"he\"}}]}");
          reply.data(
              "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"llo\"},\"finish_reason\":null}]}");
          reply.data("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
          reply.data("{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}");
          reply.data("[DONE]");
        });
    ProviderStream stream = stream(provider.call(Calls.call(Calls.streaming(Calls.text("hi")))));
    StringBuilder text = new StringBuilder();
    ProviderStream.Step step = stream.next();
    for (; step instanceof ProviderStream.Step.Event event; step = stream.next()) {
      if (event.event() instanceof CompletionEvent.TextDelta delta) {
        text.append(delta.text());
      }
    }
    assertThat(text).hasToString("hello");
    assertThat(step).isEqualTo(new ProviderStream.Step.End(Optional.of(TokenUsage.of(3, 2))));
  }

  @Test
  void a_stream_that_is_cut_does_not_look_like_success() {
    upstream.script(
        (request, reply) -> {
          reply.events();
          reply.data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"he\"}}]}");
        });
    ProviderStream stream = stream(provider.call(Calls.call(Calls.streaming(Calls.text("hi")))));
    ProviderStream.Step step = stream.next();
    while (step instanceof ProviderStream.Step.Event) {
      step = stream.next();
    }
    assertThat(step)
        .isInstanceOfSatisfying(
            ProviderStream.Step.Broken.class,
            broken -> {
              assertThat(broken.failure().error()).isEqualTo(ErrorClass.CUT);
              assertThat(broken.failure().charge()).isEqualTo(new AttemptFailure.Charge.Unknown());
            });
  }

  @Test
  void silence_before_headers_ends_at_its_limit() {
    upstream.script((request, reply) -> reply.silence());
    AttemptFailure failure =
        failure(provider.call(Calls.call(Calls.text("hi"), limits(150, 30_000, 30_000))));
    assertThat(failure.error()).isEqualTo(ErrorClass.HEADERS_TIMEOUT);
    assertThat(failure.charge()).isEqualTo(new AttemptFailure.Charge.Unknown());
  }

  @Test
  void a_stream_without_a_token_ends_at_its_limit() {
    upstream.script(
        (request, reply) -> {
          reply.events();
          reply.write(": ping\n\n");
          reply.silence();
        });
    AttemptFailure failure =
        failure(
            provider.call(
                Calls.call(Calls.streaming(Calls.text("hi")), limits(30_000, 150, 30_000))));
    assertThat(failure.error()).isEqualTo(ErrorClass.FIRST_TOKEN_TIMEOUT);
  }

  @Test
  void an_answer_that_stalls_ends_at_the_idle_limit() {
    upstream.script(
        (request, reply) -> {
          reply.write(
              "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{");
          reply.silence();
        });
    AttemptFailure failure =
        failure(provider.call(Calls.call(Calls.text("hi"), limits(30_000, 30_000, 150))));
    assertThat(failure.error()).isEqualTo(ErrorClass.IDLE_TIMEOUT);
  }

  @Test
  void a_slow_drip_ends_at_the_total_limit() {
    upstream.script(
        (request, reply) -> {
          reply.write(
              "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{");
          while (true) {
            reply.write(" ");
            LockSupport.parkNanos(20_000_000);
          }
        });
    AttemptLimits limits =
        new AttemptLimits(ms(30_000), ms(30_000), ms(30_000), ms(1000), ms(300), true);
    AttemptFailure failure = failure(provider.call(Calls.call(Calls.text("hi"), limits)));
    assertThat(failure.error()).isEqualTo(ErrorClass.TOTAL_TIMEOUT);
    assertThat(failure.deadlineBound()).isTrue();
  }

  @Test
  void a_refused_connection_costs_nothing() throws IOException {
    upstream.close();
    AttemptFailure failure = failure(provider.call(Calls.call(Calls.text("hi"))));
    assertThat(failure.error()).isEqualTo(ErrorClass.CONNECT);
    assertThat(failure.charge()).isEqualTo(new AttemptFailure.Charge.Nothing());
  }

  @Test
  void a_request_is_never_sent_twice_by_the_client() throws InterruptedException {
    upstream.script((request, reply) -> reply.json(200, ANSWER));
    provider.call(Calls.call(Calls.text("warm")));
    upstream.take();
    upstream.script((request, reply) -> {});
    AttemptFailure failure = failure(provider.call(Calls.call(Calls.text("cut"))));
    assertThat(failure.error()).isEqualTo(ErrorClass.CUT);
    upstream.take();
    assertThat(upstream.waiting()).isZero();
  }

  @Test
  void rate_limits_say_how_long_to_wait() {
    upstream.script(
        (request, reply) ->
            reply.json(
                429,
                "{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow down\"}}",
                "retry-after-ms: 1500",
                "retry-after: 9"));
    AttemptFailure failure = failure(provider.call(Calls.call(Calls.text("hi"))));
    assertThat(failure.error()).isEqualTo(ErrorClass.RATE_LIMITED);
    assertThat(failure.retryAfter()).contains(Duration.ofMillis(1500));
    assertThat(failure.charge()).isEqualTo(new AttemptFailure.Charge.Nothing());
  }

  @Test
  void error_texts_carry_no_key() {
    upstream.script(
        (request, reply) ->
            reply.json(
                401,
                "{\"error\":{\"code\":\"invalid_api_key\",\"message\":\"Incorrect API key provided: sk-test-0123456789\"}}"));
    AttemptFailure failure = failure(provider.call(Calls.call(Calls.text("hi"))));
    assertThat(failure.error()).isEqualTo(ErrorClass.CREDENTIALS);
    assertThat(failure.detail()).contains("Incorrect API key").doesNotContain("0123456789");
  }

  @Test
  void a_wrong_content_type_is_malformed() {
    upstream.script(
        (request, reply) ->
            reply.complete(200, "text/html", "<html>".getBytes(StandardCharsets.UTF_8)));
    assertThat(failure(provider.call(Calls.call(Calls.text("hi")))).error())
        .isEqualTo(ErrorClass.MALFORMED);
  }

  @Test
  void truncated_json_is_malformed() {
    upstream.script((request, reply) -> reply.json(200, ANSWER.substring(0, 90)));
    assertThat(failure(provider.call(Calls.call(Calls.text("hi")))).error())
        .isEqualTo(ErrorClass.MALFORMED);
  }

  @Test
  void an_interrupt_cancels_the_call_at_once() throws InterruptedException {
    upstream.script((request, reply) -> reply.silence());
    List<ProviderAnswer> answers = new ArrayList<>();
    Thread caller =
        Thread.ofVirtual().start(() -> answers.add(provider.call(Calls.call(Calls.text("hi")))));
    upstream.take();
    caller.interrupt();
    assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
    assertThat(failure(answers.getFirst()).error()).isEqualTo(ErrorClass.CALLER);
  }

  private static AttemptLimits limits(int headers, int firstToken, int idle) {
    return new AttemptLimits(ms(30_000), ms(headers), ms(firstToken), ms(idle), ms(60_000), false);
  }

  private static Duration ms(int millis) {
    return Duration.ofMillis(millis);
  }

  private static JsonNode json(Upstream.Received request) {
    return JsonMapper.shared().readTree(request.body());
  }

  private static ProviderAnswer.Whole whole(ProviderAnswer answer) {
    assertThat(answer).isInstanceOf(ProviderAnswer.Whole.class);
    return (ProviderAnswer.Whole) answer;
  }

  private static ProviderStream stream(ProviderAnswer answer) {
    assertThat(answer).isInstanceOf(ProviderAnswer.Streaming.class);
    return ((ProviderAnswer.Streaming) answer).stream();
  }

  private static AttemptFailure failure(ProviderAnswer answer) {
    assertThat(answer).isInstanceOf(ProviderAnswer.Failed.class);
    return ((ProviderAnswer.Failed) answer).failure();
  }
}
