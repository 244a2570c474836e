package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class GatewayOverHttpTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String HELLO =
      """
      {"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hello"}],"max_tokens":50}""";

  @TempDir Path folder;
  private final TestingProvider provider = new TestingProvider();
  private final HttpClient client = HttpClient.newHttpClient();
  private StationHub hub;

  @BeforeEach
  void start() {
    hub = TestingHub.start(folder, TestingHub.yaml(provider.url()));
  }

  @AfterEach
  void stop() {
    hub.close();
    provider.close();
    client.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(hub.address() + path));
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> chat(String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        to("/v1/chat/completions")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  private static String error(HttpResponse<String> response, String field) {
    return JSON.readTree(response.body()).path("error").path(field).asString("");
  }

  @Test
  void an_answer_names_its_id_provider_and_cost_and_can_be_explained() throws Exception {
    HttpResponse<String> response = chat(HELLO, "Authorization", "Bearer vk_demo");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode answer = JSON.readTree(response.body());
    assertThat(answer.path("object").asString()).isEqualTo("chat.completion");
    assertThat(answer.path("usage").path("total_tokens").asInt()).isEqualTo(30);
    assertThat(response.headers().firstValue("x-andon-provider")).contains("openai");
    assertThat(response.headers().firstValue("x-andon-cost")).contains("0.000009 EUR");
    String id = response.headers().firstValue("x-andon-id").orElseThrow();
    await()
        .untilAsserted(
            () ->
                assertThat(send(to("/admin/requests/" + id).build()).body()).contains("succeeded"));
  }

  @Test
  void any_of_the_four_headers_carries_the_key() throws Exception {
    assertThat(chat(HELLO, "x-api-key", "vk_demo").statusCode()).isEqualTo(200);
    assertThat(chat(HELLO, "x-goog-api-key", "vk_demo").statusCode()).isEqualTo(200);
    assertThat(chat(HELLO, "api-key", "vk_demo").statusCode()).isEqualTo(200);
  }

  @Test
  void a_wrong_key_and_an_unknown_model_are_told_apart_in_openais_shape() throws Exception {
    HttpResponse<String> wrong = chat(HELLO, "Authorization", "Bearer vk_nobody");
    HttpResponse<String> unknown =
        chat(
            HELLO.replace("openai/gpt-4o-mini", "nobody/nothing"),
            "Authorization",
            "Bearer vk_demo");

    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(error(wrong, "code")).isEqualTo("invalid_api_key");
    assertThat(wrong.body()).doesNotContain("vk_nobody");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(error(unknown, "code")).isEqualTo("model_not_found");
    assertThat(provider.bodies).isEmpty();
  }

  @Test
  void an_image_reaches_the_provider_unaltered() throws Exception {
    byte[] png = new byte[60_000];
    new Random(2).nextBytes(png);
    System.arraycopy(
        Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"), 0, png, 0, 33);
    String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);

    HttpResponse<String> response =
        chat(
            """
            {"model":"judges","messages":[{"role":"user","content":[{"type":"text","text":"?"},
             {"type":"image_url","image_url":{"url":"%s"}}]}],"max_tokens":10}"""
                .formatted(uri),
            "Authorization",
            "Bearer vk_demo");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(provider.bodies.getFirst()).contains(uri);
  }

  @Test
  void a_second_equal_request_is_served_from_the_cache_for_nothing() throws Exception {
    String[] headers = {"Authorization", "Bearer vk_demo", "x-andon-variant", "a"};
    chat(HELLO, headers);
    await()
        .untilAsserted(
            () -> {
              HttpResponse<String> again = chat(HELLO, headers);
              assertThat(again.headers().firstValue("x-andon-cache")).contains("hit");
              assertThat(again.headers().firstValue("x-andon-cost")).isEmpty();
            });
    HttpResponse<String> without = chat(HELLO, "Authorization", "Bearer vk_demo");
    assertThat(without.headers().firstValue("x-andon-cache")).contains("bypassed");
  }

  @Test
  void a_stored_answer_is_told_as_events_to_who_streams_and_a_streamed_one_is_not_stored()
      throws Exception {
    String[] headers = {"Authorization", "Bearer vk_demo", "x-andon-variant", "a"};
    String streamed = HELLO.replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"");
    assertThat(chat(streamed, headers).headers().firstValue("x-andon-cache")).contains("miss");
    assertThat(chat(HELLO, headers).headers().firstValue("x-andon-cache")).contains("miss");

    HttpResponse<String> again = chat(streamed, headers);

    assertThat(again.headers().firstValue("x-andon-cache")).contains("hit");
    assertThat(again.body()).contains("data: {").endsWith("data: [DONE]\n\n");
    assertThat(provider.bodies).hasSize(2);
  }

  @Test
  void a_stream_arrives_as_chunks_and_ends_with_done() throws Exception {
    HttpResponse<String> response =
        chat(
            HELLO.replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\""),
            "Authorization",
            "Bearer vk_demo");

    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(response.body()).contains("\"content\":\"Hel\"").contains("\"content\":\"lo\"");
    assertThat(response.body().strip()).endsWith("data: [DONE]");
  }

  @Test
  void spent_money_is_402_and_says_not_to_try_again() throws Exception {
    hub.reload(
        TestingHub.config(
            folder,
            TestingHub.yaml(provider.url()).replace("daily_eur: 1", "daily_eur: 0.000001")));

    HttpResponse<String> response = chat(HELLO, "Authorization", "Bearer vk_demo");

    assertThat(response.statusCode()).isEqualTo(402);
    assertThat(error(response, "code")).isEqualTo("budget_exceeded");
    assertThat(response.headers().firstValue("x-should-retry")).contains("false");
    assertThat(provider.bodies).isEmpty();
  }

  @Test
  void bad_bodies_are_refused_with_a_place_and_never_reach_a_provider() throws Exception {
    HttpResponse<String> cut = chat("{\"model\":", "Authorization", "Bearer vk_demo");
    HttpResponse<String> type =
        chat(HELLO, "Authorization", "Bearer vk_demo", "Content-Type", "text/csv");

    assertThat(cut.statusCode()).isEqualTo(400);
    assertThat(error(cut, "message")).contains("line 1");
    assertThat(type.statusCode()).isEqualTo(400);
    assertThat(provider.bodies).isEmpty();
  }

  private HttpResponse<String> message(String body) throws IOException, InterruptedException {
    return send(
        to("/v1/messages")
            .header("Content-Type", "application/json")
            .header("x-api-key", "vk_demo")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  @Test
  void anthropics_dialect_is_served_by_a_provider_of_another() throws Exception {
    HttpResponse<String> response =
        message(
            """
            {"model":"judges","max_tokens":20,"system":"Be brief.","messages":[
              {"role":"user","content":[{"type":"image","source":
                {"type":"base64","media_type":"image/png",
                 "data":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"}},
                {"type":"text","text":"Defect?"}]}]}""");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode answer = JSON.readTree(response.body());
    assertThat(answer.path("type").asString()).isEqualTo("message");
    assertThat(answer.path("content").path(0).path("text").asString()).contains("pass");
    assertThat(answer.path("stop_reason").asString()).isEqualTo("end_turn");
    assertThat(answer.path("usage").path("input_tokens").asInt()).isEqualTo(20);
    assertThat(provider.bodies.getFirst())
        .contains("Be brief.", "data:image/png;base64,iVBORw0KGgo");
  }

  @Test
  void anthropics_stream_has_its_events_in_order() throws Exception {
    HttpResponse<String> response =
        message(
            """
            {"model":"judges","max_tokens":20,"stream":true,
             "messages":[{"role":"user","content":"Hello"}]}""");

    assertThat(response.body().lines().filter(l -> l.startsWith("event: ")).toList())
        .containsExactly(
            "event: message_start",
            "event: content_block_start",
            "event: content_block_delta",
            "event: content_block_delta",
            "event: content_block_stop",
            "event: message_delta",
            "event: message_stop");
  }

  @Test
  void anthropics_errors_have_anthropics_shape() throws Exception {
    HttpResponse<String> response = message("{\"model\":\"judges\",\"messages\":[]}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(response.body()).path("type").asString()).isEqualTo("error");
    assertThat(error(response, "type")).isEqualTo("invalid_request_error");
  }

  private HttpResponse<String> respond(String body) throws IOException, InterruptedException {
    return send(
        to("/v1/responses")
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer vk_demo")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  @Test
  void responses_are_answered_by_a_provider_of_chat_completions() throws Exception {
    HttpResponse<String> response =
        respond(
            """
            {"model":"judges","instructions":"Be brief.","max_output_tokens":50,"input":[
              {"role":"user","content":[{"type":"input_text","text":"Defect?"},
               {"type":"input_image","image_url":
                "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"}]}]}""");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode answer = JSON.readTree(response.body());
    assertThat(answer.path("object").asString()).isEqualTo("response");
    assertThat(answer.path("output").path(0).path("content").path(0).path("text").asString())
        .contains("pass");
    assertThat(provider.bodies.getFirst()).contains("Be brief.", "data:image/png;base64,iVBOR");
  }

  @Test
  void a_streamed_response_ends_with_the_whole_of_it() throws Exception {
    HttpResponse<String> response =
        respond("{\"model\":\"judges\",\"stream\":true,\"input\":\"Hello\"}");

    assertThat(response.body().lines().filter(l -> l.startsWith("event: ")).toList())
        .startsWith("event: response.created", "event: response.output_item.added")
        .endsWith("event: response.completed");
    assertThat(response.body()).contains("\"text\":\"Hello\"");
  }

  @Test
  void a_caller_reads_its_own_quota() throws Exception {
    HttpResponse<String> quota =
        send(to("/v1/quota").header("Authorization", "Bearer vk_demo").build());

    assertThat(quota.body()).contains("\"key\":\"vk_demo\"", "key/vk_demo day EUR", "1.00 EUR");
    assertThat(send(to("/v1/quota").build()).statusCode()).isEqualTo(401);
  }

  @Test
  void the_page_shows_the_spend_and_the_last_requests() throws Exception {
    chat(HELLO, "Authorization", "Bearer vk_demo");

    await()
        .untilAsserted(
            () ->
                assertThat(send(to("/").build()).body())
                    .contains("Plant plant-1", "line-1", "vk_demo", "answered"));
  }

  @Test
  void models_health_and_metrics_answer() throws Exception {
    chat(HELLO, "Authorization", "Bearer vk_demo");

    assertThat(send(to("/v1/models").build()).body())
        .contains("openai/gpt-4o-mini", "judges")
        .doesNotContain("anthropic");
    assertThat(send(to("/health/live").build()).statusCode()).isEqualTo(200);
    assertThat(send(to("/health/ready").build()).statusCode()).isEqualTo(200);
    assertThat(send(to("/metrics").build()).body()).contains("andon_requests_seconds_count");
  }
}
