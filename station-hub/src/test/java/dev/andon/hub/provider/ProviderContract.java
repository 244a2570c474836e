package dev.andon.hub.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.config.Environment;
import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.ChatBuilder;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.Tool;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.chat.ToolChoice;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.AttemptLimits;
import dev.andon.hub.provider.api.Provider;
import dev.andon.hub.provider.api.ProviderAnswer;
import dev.andon.hub.provider.api.ProviderCall;
import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.provider.api.ProviderStream;
import dev.andon.hub.provider.http.ProviderHttp;
import dev.andon.hub.request.CompletionEvent;
import dev.andon.hub.request.ErrorClass;
import dev.andon.hub.time.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every dialect does, against a real server that speaks it. One subclass per dialect. */
public abstract class ProviderContract {
  static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, 1, 2, 3, 4, 5};

  private final ProviderHttp http = new ProviderHttp(Ticker.system(), InstantSource.system());
  public Upstream upstream;
  Provider provider;

  /** The provider's configuration, at this URL. */
  abstract ProviderConfig config(String url);

  /** A whole answer of text with 100 tokens read, of which 40 cached, and 20 written. */
  abstract String answer(String text);

  /** A whole answer that calls {@code look({"x":1})}. */
  abstract String toolAnswer(String tool);

  /** The stream of an answer in two pieces, complete or cut behind the first. */
  abstract void stream(Upstream.Reply reply, String first, String second, boolean complete)
      throws IOException;

  /** The stream's head and nothing that is a token. */
  abstract void streamHead(Upstream.Reply reply) throws IOException;

  /** An error body. */
  abstract String error(String type, String message);

  /** Where the image's base64 stands in the request. */
  abstract String imagePointer();

  /** Where the system's text stands in the request. */
  abstract String systemPointer();

  /** Checks the path and credentials of a request. */
  abstract void checkHead(Upstream.Received request, boolean streams);

  /** Checks how a schema is asked for. */
  abstract void checkSchema(JsonNode request);

  /** Checks how a tool and its result are written. */
  abstract void checkTools(JsonNode request);

  @BeforeEach
  void start() throws IOException {
    upstream = new Upstream((request, reply) -> reply.json(200, answer("hello")));
    provider =
        new Providers(http, Environment.of(Map.of()), Path.of("."))
            .make(Map.of("p", config(upstream.url())))
            .getFirst();
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
    http.close();
  }

  @Test
  void a_whole_answer_is_read_with_its_usage() throws InterruptedException {
    ProviderAnswer.Whole whole = whole(call(verdictless()));
    Completion completion = (Completion) whole.reply();
    assertThat(completion.first().text()).contains("hello");
    assertThat(completion.first().finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(whole.reported())
        .hasValueSatisfying(
            usage -> {
              assertThat(usage.input()).isEqualTo(100);
              assertThat(usage.cachedInput()).isEqualTo(40);
              assertThat(usage.output()).isEqualTo(20);
            });
    checkHead(upstream.take(), false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_kept_connection_that_was_ended_meanwhile_costs_no_call_whole_or_streamed(boolean streams)
      throws IOException {
    upstream.script(
        (request, reply) -> {
          if (streams) {
            stream(reply, "hel", "lo", true);
          } else {
            reply.json(200, answer("hello"));
          }
        });
    upstream.endWhenAskedAgain();
    for (int i = 0; i < 6; i++) {
      ProviderAnswer answer = call(streams ? Calls.streaming(verdictless()) : verdictless());
      assertThat(answer).isNotInstanceOf(ProviderAnswer.Failed.class);
      if (answer instanceof ProviderAnswer.Streaming live) {
        live.stream().close();
      }
      if (i % 2 == 0) {
        upstream.endKept(i % 4 == 0);
      }
    }
    assertThat(upstream.waiting()).as("requests that came whole").isEqualTo(6);
  }

  @Test
  void image_and_system_are_translated_and_the_image_is_unaltered() throws InterruptedException {
    call(verdictless());
    JsonNode request = json(upstream.take());
    String image = request.at(imagePointer()).asString();
    String base64 = image.substring(image.indexOf(',') + 1);
    assertThat(Base64.getDecoder().decode(base64)).isEqualTo(JPEG);
    assertThat(request.at(systemPointer()).asString()).isEqualTo("You inspect parts.");
  }

  @Test
  void a_schema_is_asked_for() throws InterruptedException {
    call(verdictless().toBuilder().format(schema()).build());
    checkSchema(json(upstream.take()));
  }

  @Test
  void tools_and_their_results_are_translated_both_ways() throws InterruptedException {
    upstream.script((request, reply) -> reply.json(200, toolAnswer("look")));
    Completion completion = (Completion) whole(call(withTools())).reply();
    assertThat(completion.first().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    assertThat(completion.first().toolCalls())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.name()).isEqualTo("look");
              assertThat(json(call.arguments()).path("x").asInt()).isEqualTo(1);
            });
    checkTools(json(upstream.take()));
  }

  @Test
  void a_stream_gives_its_text_and_usage() throws InterruptedException {
    upstream.script((request, reply) -> stream(reply, "hel", "lo", true));
    ProviderStream stream = stream(call(Calls.streaming(verdictless())));
    StringBuilder text = new StringBuilder();
    List<CompletionEvent> events = new ArrayList<>();
    ProviderStream.Step step = stream.next();
    for (; step instanceof ProviderStream.Step.Event event; step = stream.next()) {
      events.add(event.event());
      if (event.event() instanceof CompletionEvent.TextDelta delta) {
        text.append(delta.text());
      }
    }
    assertThat(text).hasToString("hello");
    assertThat(events.getFirst()).isInstanceOf(CompletionEvent.Started.class);
    assertThat(events).contains(new CompletionEvent.ChoiceFinished(0, FinishReason.STOP));
    assertThat(step)
        .isInstanceOfSatisfying(
            ProviderStream.Step.End.class,
            end -> {
              TokenUsage usage = end.reported().orElseThrow();
              assertThat(usage.input()).isEqualTo(100);
              assertThat(usage.output()).isEqualTo(20);
            });
    checkHead(upstream.take(), true);
  }

  @Test
  void a_cut_in_the_middle_of_a_stream_is_no_success() {
    upstream.script((request, reply) -> stream(reply, "hel", "lo", false));
    ProviderStream stream = stream(call(Calls.streaming(verdictless())));
    ProviderStream.Step step = stream.next();
    while (step instanceof ProviderStream.Step.Event) {
      step = stream.next();
    }
    assertThat(step)
        .isInstanceOfSatisfying(
            ProviderStream.Step.Broken.class,
            broken -> assertThat(broken.failure().error()).isEqualTo(ErrorClass.CUT));
  }

  @Test
  void a_stall_in_the_middle_of_a_stream_ends_at_the_idle_limit() {
    upstream.script(
        (request, reply) -> {
          stream(reply, "hel", "lo", false);
          reply.silence();
        });
    ProviderStream stream =
        stream(
            provider.call(
                new ProviderCall(
                    Calls.streaming(verdictless()), "m", key(), limits(30_000, 30_000, 200))));
    ProviderStream.Step step = stream.next();
    while (step instanceof ProviderStream.Step.Event) {
      step = stream.next();
    }
    assertThat(step)
        .isInstanceOfSatisfying(
            ProviderStream.Step.Broken.class,
            broken -> assertThat(broken.failure().error()).isEqualTo(ErrorClass.IDLE_TIMEOUT));
  }

  @Test
  void a_stream_that_never_gives_a_token_fails_before_anything_is_out() {
    upstream.script(
        (request, reply) -> {
          streamHead(reply);
          reply.silence();
        });
    ProviderAnswer answer =
        provider.call(
            new ProviderCall(
                Calls.streaming(verdictless()), "m", key(), limits(30_000, 200, 30_000)));
    assertThat(failure(answer).error()).isEqualTo(ErrorClass.FIRST_TOKEN_TIMEOUT);
  }

  @Test
  void a_malformed_chunk_is_told_apart_from_a_cut() {
    upstream.script(
        (request, reply) -> {
          streamHead(reply);
          reply.write("data: {\"broken\n\n\u0000\u0001\u0002\u0003garbage that is no frame");
        });
    assertThat(failure(call(Calls.streaming(verdictless()))).error())
        .isEqualTo(ErrorClass.MALFORMED);
  }

  @Test
  void error_classes_are_recognised() {
    assertThat(failing(401, "authentication_error").error()).isEqualTo(ErrorClass.CREDENTIALS);
    assertThat(failing(403, "permission_error").error()).isEqualTo(ErrorClass.CREDENTIALS);
    assertThat(failing(404, "not_found_error").error()).isEqualTo(ErrorClass.MODEL_UNKNOWN);
    assertThat(failing(400, "invalid_request_error").error()).isEqualTo(ErrorClass.REJECTED);
    assertThat(failing(500, "api_error").error()).isEqualTo(ErrorClass.SERVER);
    assertThat(failing(503, "unavailable").error()).isEqualTo(ErrorClass.SERVER);
    assertThat(failing(529, "overloaded_error").error()).isEqualTo(ErrorClass.SERVER);
    AttemptFailure limited = failing(429, "rate_limit_error", "retry-after: 7");
    assertThat(limited.error()).isEqualTo(ErrorClass.RATE_LIMITED);
    assertThat(limited.retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(failing(429, "rate_limit_error").retryAfter()).isEmpty();
  }

  @Test
  void what_is_no_answer_is_malformed() {
    upstream.script((request, reply) -> reply.json(200, answer("hello").substring(0, 25)));
    assertThat(failure(call(verdictless())).error()).isEqualTo(ErrorClass.MALFORMED);
    upstream.script(
        (request, reply) ->
            reply.complete(200, "text/html", "<html/>".getBytes(StandardCharsets.UTF_8)));
    assertThat(failure(call(verdictless())).error()).isEqualTo(ErrorClass.MALFORMED);
    upstream.script((request, reply) -> reply.json(200, "{}"));
    assertThat(failure(call(verdictless())).error()).isEqualTo(ErrorClass.MALFORMED);
  }

  @Test
  void several_images_stand_between_their_words_in_the_order_they_were_given()
      throws InterruptedException {
    byte[] second = {(byte) 0xFF, (byte) 0xD8, 9, 8, 7, 6, 5, 4, 3};
    Chat compared =
        verdictless()
            .withParts(
                List.of(
                    new Part.Text("The second picture."),
                    new Part.InlineImage("image/jpeg", new ImageBytes.Raw(ByteSlice.of(second)))));
    assertThat(provider.objection(compared)).isEmpty();
    assertThat(call(compared)).isInstanceOf(ProviderAnswer.Whole.class);
    String body = new String(upstream.take().body(), StandardCharsets.UTF_8);
    Base64.Encoder base64 = Base64.getEncoder();
    assertThat(body)
        .containsSubsequence(
            "Look.",
            base64.encodeToString(JPEG),
            "The second picture.",
            base64.encodeToString(second))
        .containsOnlyOnce(base64.encodeToString(JPEG))
        .containsOnlyOnce(base64.encodeToString(second));
  }

  @Test
  void silence_before_the_headers_ends_at_its_limit() {
    upstream.script((request, reply) -> reply.silence());
    ProviderAnswer answer =
        provider.call(new ProviderCall(verdictless(), "m", key(), limits(200, 30_000, 30_000)));
    assertThat(failure(answer).error()).isEqualTo(ErrorClass.HEADERS_TIMEOUT);
    assertThat(failure(answer).charge()).isEqualTo(new AttemptFailure.Charge.Unknown());
  }

  ProviderKey key() {
    return provider.keys().getFirst();
  }

  ProviderAnswer call(Chat chat) {
    return provider.call(new ProviderCall(chat, "m", key(), Calls.GENEROUS));
  }

  static Chat verdictless() {
    return Chat.of(
        WireFormat.STATION,
        new ModelName("p/m"),
        List.of(),
        List.of(
            Message.of(Message.Role.SYSTEM, new Part.Text("You inspect parts.")),
            Message.of(
                Message.Role.USER,
                new Part.Text("Look."),
                new Part.InlineImage("image/jpeg", new ImageBytes.Raw(ByteSlice.of(JPEG))))));
  }

  static AnswerFormat schema() {
    return new AnswerFormat.JsonSchema(
        "verdict",
        RawJson.of("{\"type\":\"object\",\"required\":[\"verdict\"]}"),
        Optional.of(true),
        List.of());
  }

  static Chat withTools() {
    return new ChatBuilder(WireFormat.STATION)
        .model("p/m")
        .message(Message.of(Message.Role.USER, new Part.Text("Look.")))
        .message(
            new Message(
                Message.Role.ASSISTANT,
                List.of(),
                List.of(new ToolCall("call_1", "look", "{\"x\":0}")),
                Optional.empty(),
                List.of()))
        .message(
            new Message(
                Message.Role.TOOL,
                List.of(new Part.Text("nothing")),
                List.of(),
                Optional.of("call_1"),
                List.of()))
        .tools(
            List.of(
                new Tool.Function(
                    "look",
                    Optional.of("Looks."),
                    Optional.of(RawJson.of("{\"type\":\"object\"}")),
                    List.of())))
        .toolChoice(new ToolChoice.Any())
        .maxTokens(50)
        .temperature(0.5)
        .stop("END")
        .build();
  }

  static ProviderConfig config(ProviderKind kind, String url, String key, Optional<String> region) {
    return new ProviderConfig(
        Optional.of(kind),
        Optional.of(url),
        Optional.of(List.of(ProviderKeyConfig.of(key))),
        Optional.empty(),
        Optional.empty(),
        region,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static JsonNode json(Upstream.Received request) {
    return JsonMapper.shared().readTree(request.body());
  }

  static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  static String quoted(String text) {
    return JsonMapper.shared().writeValueAsString(text);
  }

  private AttemptFailure failing(int status, String type, String... headers) {
    upstream.script((request, reply) -> reply.json(status, error(type, "no"), headers));
    return failure(call(verdictless()));
  }

  private static AttemptLimits limits(int headers, int firstToken, int idle) {
    return new AttemptLimits(
        Duration.ofSeconds(30),
        Duration.ofMillis(headers),
        Duration.ofMillis(firstToken),
        Duration.ofMillis(idle),
        Duration.ofSeconds(60),
        false);
  }

  static ProviderAnswer.Whole whole(ProviderAnswer answer) {
    assertThat(answer).isInstanceOf(ProviderAnswer.Whole.class);
    return (ProviderAnswer.Whole) answer;
  }

  static ProviderStream stream(ProviderAnswer answer) {
    assertThat(answer).isInstanceOf(ProviderAnswer.Streaming.class);
    return ((ProviderAnswer.Streaming) answer).stream();
  }

  static AttemptFailure failure(ProviderAnswer answer) {
    assertThat(answer).isInstanceOf(ProviderAnswer.Failed.class);
    return ((ProviderAnswer.Failed) answer).failure();
  }
}
