package dev.andon.hub.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

final class OpenAiContractTest extends ProviderContract {
  private static final String USAGE =
      "{\"prompt_tokens\":100,\"completion_tokens\":20,\"prompt_tokens_details\":{\"cached_tokens\":40}}";

  @Override
  ProviderConfig config(String url) {
    return config(ProviderKind.OPENAI, url + "/v1", "sk-openai-key", Optional.empty());
  }

  @Override
  String answer(String text) {
    return """
        {"id":"c","model":"m","created":1,"choices":[{"index":0,"message":{"role":"assistant","content":%s},"finish_reason":"stop"}],"usage":%s}"""
        .formatted(quoted(text), USAGE);
  }

  @Override
  String toolAnswer(String tool) {
    return """
        {"id":"c","model":"m","created":1,"choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[
          {"id":"call_9","type":"function","function":{"name":"%s","arguments":"{\\"x\\":1}"}}]},"finish_reason":"tool_calls"}],"usage":%s}"""
        .formatted(tool, USAGE);
  }

  @Override
  void stream(Upstream.Reply reply, String first, String second, boolean complete)
      throws IOException {
    reply.events();
    reply.data(
        "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":%s}}]}"
            .formatted(quoted(first)));
    if (complete) {
      reply.data(
          "{\"choices\":[{\"index\":0,\"delta\":{\"content\":%s},\"finish_reason\":\"stop\"}]}"
              .formatted(quoted(second)));
      reply.data("{\"choices\":[],\"usage\":%s}".formatted(USAGE));
      reply.data("[DONE]");
    }
  }

  @Override
  void streamHead(Upstream.Reply reply) throws IOException {
    reply.events();
    reply.data(
        "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}");
  }

  @Override
  String error(String type, String message) {
    return "{\"error\":{\"type\":\"%s\",\"message\":\"%s\"}}".formatted(type, message);
  }

  @Override
  String imagePointer() {
    return "/messages/1/content/1/image_url/url";
  }

  @Override
  String systemPointer() {
    return "/messages/0/content";
  }

  @Override
  void checkHead(Upstream.Received request, boolean streams) {
    assertThat(request.path()).isEqualTo("/v1/chat/completions");
    assertThat(request.headers()).containsEntry("authorization", "Bearer sk-openai-key");
    assertThat(json(request).path("stream").asBoolean(false)).isEqualTo(streams);
  }

  @Override
  void checkSchema(JsonNode request) {
    assertThat(request.at("/response_format/json_schema/name").asString()).isEqualTo("verdict");
    assertThat(request.at("/response_format/json_schema/schema/required/0").asString())
        .isEqualTo("verdict");
  }

  @Override
  void checkTools(JsonNode request) {
    assertThat(request.at("/tools/0/function/name").asString()).isEqualTo("look");
    assertThat(request.path("tool_choice").asString()).isEqualTo("required");
    assertThat(request.at("/messages/1/tool_calls/0/function/arguments").asString())
        .isEqualTo("{\"x\":0}");
    assertThat(request.at("/messages/2/tool_call_id").asString()).isEqualTo("call_1");
    assertThat(request.at("/stop/0").asString()).isEqualTo("END");
  }
}
