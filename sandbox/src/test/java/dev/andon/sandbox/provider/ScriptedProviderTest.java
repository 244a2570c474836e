package dev.andon.sandbox.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.andon.sandbox.scenes.PartOutline;
import dev.andon.sandbox.scenes.SceneStream;
import dev.andon.sandbox.truth.Blemish;
import dev.andon.sandbox.truth.SceneTruth;
import dev.andon.wire.Box;
import dev.andon.wire.Image;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ScriptedProviderTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** As the hub asks for the verdict on an escalation. */
  private static final String SCHEMA =
      """
      {"type":"object","additionalProperties":false,"required":["verdict","findings"],
       "properties":{"verdict":{"type":"string","enum":["pass","defect","unsure"]},
       "findings":{"type":"array","items":{"type":"object","additionalProperties":false,
       "required":["class","confidence","x1","y1","x2","y2"],"properties":{
       "class":{"type":"string"},"confidence":{"type":"number","minimum":0,"maximum":1},
       "x1":{"type":"integer"},"y1":{"type":"integer"},
       "x2":{"type":"integer"},"y2":{"type":"integer"}}}}}}
      """;

  private static byte[] frame = new byte[0];
  private static HttpClient client = HttpClient.newHttpClient();

  private final TruthBook truths = new TruthBook();
  private ScriptedProvider provider;

  @BeforeAll
  static void draw() {
    frame = new SceneStream(PartOutline.PLATE, PartOutline.View.TOP, 0, 1).next().jpeg();
  }

  @AfterAll
  static void hang_up() {
    client.close();
  }

  @BeforeEach
  void start() {
    provider =
        new ScriptedProvider(
            0, truths, ScriptedPrices.typical(), InstantSource.system(), new SplittableRandom(1));
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  /** The four dialects: where to ask, how, and where the answer is. */
  enum Wire {
    OPENAI {
      @Override
      String path(boolean stream) {
        return "/v1/chat/completions";
      }

      @Override
      String body(boolean stream) {
        return """
            {"model":"gpt-x","stream":%s,"stream_options":{"include_usage":true},"messages":[
            {"role":"user","content":[{"type":"text","text":"judge"},{"type":"image_url",
            "image_url":{"url":"data:image/jpeg;base64,%s"}}]}],"response_format":{
            "type":"json_schema","json_schema":{"name":"v","strict":true,"schema":%s}}}"""
            .formatted(stream, base64(), SCHEMA);
      }

      @Override
      String answer(JsonNode body) {
        return body.at("/choices/0/message/content").asString();
      }

      @Override
      String delta(JsonNode event) {
        return event.at("/choices/0/delta/content").asString("");
      }

      @Override
      long completionTokens(JsonNode body) {
        return body.at("/usage/completion_tokens").asLong();
      }
    },
    ANTHROPIC {
      @Override
      String path(boolean stream) {
        return "/v1/messages";
      }

      @Override
      String body(boolean stream) {
        return """
            {"model":"claude-x","max_tokens":500,"stream":%s,"messages":[{"role":"user",
            "content":[{"type":"image","source":{"type":"base64","media_type":"image/jpeg",
            "data":"%s"}}]}],"tools":[{"name":"verdict","input_schema":%s}],
            "tool_choice":{"type":"tool","name":"verdict"}}"""
            .formatted(stream, base64(), SCHEMA);
      }

      @Override
      String answer(JsonNode body) {
        return body.at("/content/0/input").toString();
      }

      @Override
      String delta(JsonNode event) {
        return event.at("/delta/partial_json").asString("");
      }

      @Override
      long completionTokens(JsonNode body) {
        return body.at("/usage/output_tokens").asLong();
      }
    },
    GEMINI {
      @Override
      String path(boolean stream) {
        return "/v1beta/models/gemini-x:"
            + (stream ? "streamGenerateContent?alt=sse" : "generateContent");
      }

      @Override
      String body(boolean stream) {
        return """
            {"contents":[{"role":"user","parts":[{"text":"judge"},{"inlineData":{
            "mimeType":"image/jpeg","data":"%s"}}]}],"generationConfig":{
            "responseMimeType":"application/json","responseJsonSchema":%s}}"""
            .formatted(base64(), SCHEMA);
      }

      @Override
      String answer(JsonNode body) {
        return delta(body);
      }

      @Override
      String delta(JsonNode event) {
        return event.at("/candidates/0/content/parts/0/text").asString("");
      }

      @Override
      long completionTokens(JsonNode body) {
        return body.at("/usageMetadata/candidatesTokenCount").asLong();
      }
    },
    BEDROCK {
      @Override
      String path(boolean stream) {
        return "/model/eu.nova-x/" + (stream ? "converse-stream" : "converse");
      }

      @Override
      String body(boolean stream) {
        return """
            {"messages":[{"role":"user","content":[{"image":{"format":"jpeg","source":{
            "bytes":"%s"}}}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"verdict",
            "inputSchema":{"json":%s}}}],"toolChoice":{"tool":{"name":"verdict"}}}}"""
            .formatted(base64(), SCHEMA);
      }

      @Override
      String answer(JsonNode body) {
        return body.at("/output/message/content/0/toolUse/input").toString();
      }

      @Override
      String delta(JsonNode event) {
        return event.at("/delta/toolUse/input").asString("");
      }

      @Override
      long completionTokens(JsonNode body) {
        return body.at("/usage/outputTokens").asLong();
      }
    };

    abstract String path(boolean stream);

    abstract String body(boolean stream);

    abstract String answer(JsonNode body);

    abstract String delta(JsonNode event);

    abstract long completionTokens(JsonNode body);

    static String base64() {
      return Base64.getEncoder().encodeToString(frame);
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void a_whole_answer_holds_the_truth_in_the_schemas_shape_and_is_booked(Wire wire)
      throws Exception {
    truths.learn(
        Image.hash(frame),
        SceneTruth.defect(List.of(new Blemish("dent", new Box(10, 20, 30, 40)))));

    JsonNode body = JSON.readTree(ask(wire, false).body());

    JsonNode verdict = JSON.readTree(wire.answer(body));
    assertThat(verdict.path("verdict").asString()).isEqualTo("defect");
    assertThat(verdict.at("/findings/0/class").asString()).isEqualTo("dent");
    assertThat(Stream.of("x1", "y1", "x2", "y2").map(verdict.at("/findings/0")::path))
        .extracting(JsonNode::asInt)
        .containsExactly(10, 20, 30, 40);
    await().untilAsserted(() -> assertThat(provider.books().answered()).isEqualTo(1));
    BookEntry booked = provider.books().entries().getFirst();
    assertThat(booked.images()).containsExactly(Image.hash(frame));
    assertThat(booked.key()).isEqualTo("sk-test");
    assertThat(booked.usage().completion()).isEqualTo(wire.completionTokens(body)).isPositive();
    assertThat(booked.costMicros())
        .isEqualTo(ScriptedPrices.typical().of(booked.usage()))
        .isPositive();
    assertThat(booked.toString()).doesNotContain("sk-test");
  }

  @ParameterizedTest
  @EnumSource(
      value = Wire.class,
      names = {"OPENAI", "ANTHROPIC", "GEMINI"})
  void a_streamed_answer_adds_up_to_the_whole_one(Wire wire) throws Exception {
    truths.learn(Image.hash(frame), SceneTruth.pass());

    HttpResponse<byte[]> response = ask(wire, true);

    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    String text = events(response.body()).stream().map(wire::delta).collect(Collectors.joining());
    assertThat(JSON.readTree(text).path("verdict").asString()).isEqualTo("pass");
  }

  @Test
  void an_amazon_event_stream_starts_with_a_frame_of_the_right_length() throws Exception {
    byte[] body = ask(Wire.BEDROCK, true).body();

    int first = ByteBuffer.wrap(body).getInt();

    String frame = new String(Arrays.copyOf(body, first), StandardCharsets.UTF_8);
    assertThat(frame).contains("messageStart").contains("\"role\":\"assistant\"");
    assertThat(new String(body, StandardCharsets.UTF_8)).contains("metadata").contains("tool_use");
  }

  @Test
  void about_a_picture_nobody_told_about_it_is_unsure() throws Exception {
    JsonNode body = JSON.readTree(ask(Wire.OPENAI, false).body());

    assertThat(JSON.readTree(Wire.OPENAI.answer(body)).path("verdict").asString())
        .isEqualTo("unsure");
  }

  @Test
  void faults_by_script_come_in_order_and_are_never_charged() throws Exception {
    provider.script().next(new Fault.RateLimited(Optional.of(Duration.ofSeconds(7))), 1);
    provider.script().next(new Fault.RateLimited(Optional.empty()), 1);
    provider.script().next(new Fault.ServerError(), 1);
    provider.script().next(new Fault.WrongContentType(), 1);

    HttpResponse<byte[]> limited = ask(Wire.OPENAI, false);
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("retry-after")).contains("7");
    assertThat(ask(Wire.ANTHROPIC, false).headers().firstValue("retry-after")).isEmpty();
    assertThat(ask(Wire.GEMINI, false).statusCode()).isEqualTo(500);
    assertThat(ask(Wire.OPENAI, false).headers().firstValue("content-type")).contains("text/html");
    assertThat(provider.books().costMicros()).isZero();
    assertThat(ask(Wire.OPENAI, false).statusCode()).isEqualTo(200);
    await().untilAsserted(() -> assertThat(provider.books().answered()).isEqualTo(1));
    assertThat(provider.books().answersByImage()).containsEntry(Image.hash(frame), 1L);
  }

  @Test
  void one_key_can_be_refused_while_others_work() throws Exception {
    provider.script().rejectKey("sk-test");
    assertThat(ask(Wire.OPENAI, false).statusCode()).isEqualTo(401);

    provider.script().heal();
    assertThat(ask(Wire.OPENAI, false).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void a_cut_in_the_middle_is_an_error_for_the_client_whole_or_streamed(Wire wire) {
    provider.script().next(new Fault.CutMidStream(), 2);

    assertThatThrownBy(() -> ask(wire, false)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ask(wire, true)).isInstanceOf(IOException.class);
  }

  @Test
  void half_a_json_and_a_malformed_chunk_end_in_good_order_and_cannot_be_read() throws Exception {
    provider.script().next(new Fault.TruncatedJson(), 1);
    provider.script().next(new Fault.MalformedChunk(), 1);
    provider.script().next(new Fault.MalformedChunk(), 1);

    byte[] half = ask(Wire.OPENAI, false).body();
    byte[] broken = ask(Wire.OPENAI, false).body();
    byte[] stream = ask(Wire.OPENAI, true).body();

    assertThatThrownBy(() -> JSON.readTree(half)).isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> JSON.readTree(broken)).isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> events(stream)).isInstanceOf(JacksonException.class);
  }

  @Test
  void silence_and_a_stall_last_until_the_client_gives_up_and_are_not_answers() {
    provider.script().next(new Fault.SilentBeforeHeaders(), 1);
    provider.script().next(new Fault.StallMidStream(), 1);

    assertThatThrownBy(() -> ask(Wire.OPENAI, false, Duration.ofMillis(300)))
        .isInstanceOf(HttpTimeoutException.class);
    assertThatThrownBy(() -> ask(Wire.OPENAI, true, Duration.ofMillis(300)))
        .isInstanceOf(IOException.class);
    await().untilAsserted(() -> assertThat(provider.books().entries()).hasSize(2));
    assertThat(provider.books().answered()).isZero();
  }

  @Test
  void a_client_that_leaves_during_the_latency_is_not_charged() {
    provider.script().latency(Duration.ofSeconds(30));

    assertThatThrownBy(() -> ask(Wire.OPENAI, false, Duration.ofMillis(200)))
        .isInstanceOf(HttpTimeoutException.class);
    await().untilAsserted(() -> assertThat(provider.books().entries()).hasSize(1));
    assertThat(provider.books().entries().getFirst().answered()).isFalse();
  }

  @Test
  void a_slow_drip_arrives_whole() throws Exception {
    provider.script().next(new Fault.SlowDrip(4000), 1);

    JsonNode body = JSON.readTree(ask(Wire.OPENAI, false).body());

    assertThat(body.path("object").asString()).isEqualTo("chat.completion");
  }

  @Test
  void an_outage_resets_everything_until_it_is_over() throws Exception {
    provider.outage(true);
    assertThatThrownBy(() -> ask(Wire.OPENAI, false)).isInstanceOf(IOException.class);

    provider.outage(false);
    assertThat(ask(Wire.OPENAI, false).statusCode()).isEqualTo(200);
  }

  @Test
  void an_answer_that_was_given_before_an_outage_can_still_be_read_in_it() throws Exception {
    byte[] body = Wire.OPENAI.body(false).getBytes(StandardCharsets.UTF_8);
    String head =
        "POST /v1/chat/completions HTTP/1.1\r\nauthorization: Bearer sk-test\r\ncontent-length: "
            + body.length
            + "\r\n\r\n";
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), provider.port())) {
      slow.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      slow.getOutputStream().write(body);
      await().untilAsserted(() -> assertThat(provider.books().answered()).isEqualTo(1));

      provider.outage(true);

      String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200").contains("chat.completion").endsWith("}");
    }
  }

  @Test
  void about_the_asked_share_of_requests_fails_under_an_error_rate() throws Exception {
    provider.script().errorRate(0.5);
    int failed = 0;
    for (int i = 0; i < 40; i++) {
      failed += ask(Wire.OPENAI, false).statusCode() == 500 ? 1 : 0;
    }
    assertThat(failed).isBetween(8, 32);
  }

  @Test
  void wrong_input_is_refused_in_the_dialect_and_says_what_is_wrong() throws Exception {
    HttpResponse<byte[]> notJson =
        post("/v1/chat/completions", "{\"model\":", Duration.ofSeconds(9));
    HttpResponse<byte[]> noTokens =
        post("/v1/messages", "{\"model\":\"m\"}", Duration.ofSeconds(9));
    HttpResponse<byte[]> nowhere = post("/v2/nothing", "{}", Duration.ofSeconds(9));

    assertThat(notJson.statusCode()).isEqualTo(400);
    assertThat(new String(notJson.body(), StandardCharsets.UTF_8)).contains("not JSON");
    assertThat(new String(noTokens.body(), StandardCharsets.UTF_8))
        .contains("max_tokens")
        .contains("invalid_request_error");
    assertThat(nowhere.statusCode()).isEqualTo(404);
  }

  @Test
  void a_foreign_schema_is_followed_too() {
    JsonNode schema =
        JSON.readTree(
            """
            {"type":"object","required":["name","tags","kind"],"properties":{
            "name":{"type":"string"},"kind":{"$ref":"#/$defs/k"},"age":{"type":"integer"},
            "tags":{"type":"array","minItems":2,"items":{"type":"boolean"}}},
            "$defs":{"k":{"enum":["a","b"]}}}""");

    JsonNode followed =
        SchemaFollower.follow(schema, JSON.createObjectNode().put("verdict", "pass"));

    assertThat(followed)
        .isEqualTo(JSON.readTree("{\"name\":\"text\",\"kind\":\"a\",\"tags\":[false,false]}"));
  }

  private HttpResponse<byte[]> ask(Wire wire, boolean stream) throws Exception {
    return ask(wire, stream, Duration.ofSeconds(20));
  }

  private HttpResponse<byte[]> ask(Wire wire, boolean stream, Duration timeout) throws Exception {
    return post(wire.path(stream), wire.body(stream), timeout);
  }

  private HttpResponse<byte[]> post(String path, String body, Duration timeout) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(provider.uri() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(timeout)
            .header("content-type", "application/json")
            .header("authorization", "Bearer sk-test")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      return answer.get(timeout.toMillis() + 50, TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException io ? io : failed;
    } catch (TimeoutException late) {
      answer.cancel(true);
      throw new HttpTimeoutException("no whole answer in time");
    }
  }

  private static List<JsonNode> events(byte[] stream) {
    return Arrays.stream(new String(stream, StandardCharsets.UTF_8).split("\n"))
        .filter(line -> line.startsWith("data: ") && !line.equals("data: [DONE]"))
        .map(line -> JSON.readTree(line.substring("data: ".length())))
        .toList();
  }
}
