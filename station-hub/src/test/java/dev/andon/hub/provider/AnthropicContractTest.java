package dev.andon.hub.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.ChatBuilder;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.provider.anthropic.AnthropicEvents;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.dialect.FrameReader;
import dev.andon.hub.provider.dialect.Structured;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AnthropicContractTest extends ProviderContract {
  private static final String USAGE =
      "{\"input_tokens\":60,\"cache_read_input_tokens\":40,\"cache_creation_input_tokens\":0,\"output_tokens\":20}";

  @Override
  ProviderConfig config(String url) {
    return config(ProviderKind.ANTHROPIC, url, "sk-ant-key", Optional.empty());
  }

  @Override
  String answer(String text) {
    return """
        {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":%s}],"stop_reason":"end_turn","stop_sequence":null,"usage":%s}"""
        .formatted(quoted(text), USAGE);
  }

  @Override
  String toolAnswer(String tool) {
    return """
        {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"tool_use","id":"toolu_1","name":"%s","input":{"x":1}}],"stop_reason":"tool_use","usage":%s}"""
        .formatted(tool, USAGE);
  }

  @Override
  void stream(Upstream.Reply reply, String first, String second, boolean complete)
      throws IOException {
    streamHead(reply);
    reply.event(
        "content_block_delta",
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":%s}}"
            .formatted(quoted(first)));
    if (complete) {
      reply.event(
          "content_block_delta",
          "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":%s}}"
              .formatted(quoted(second)));
      reply.event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}");
      reply.event(
          "message_delta",
          "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":20}}");
      reply.event("message_stop", "{\"type\":\"message_stop\"}");
    }
  }

  @Override
  void streamHead(Upstream.Reply reply) throws IOException {
    reply.events();
    reply.event(
        "message_start",
        "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"m\",\"usage\":{\"input_tokens\":60,\"cache_read_input_tokens\":40,\"output_tokens\":1}}}");
    reply.event(
        "content_block_start",
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
    reply.event("ping", "{\"type\":\"ping\"}");
  }

  @Override
  String error(String type, String message) {
    return "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"%s\"}}"
        .formatted(type, message);
  }

  @Override
  String imagePointer() {
    return "/messages/0/content/1/source/data";
  }

  @Override
  String systemPointer() {
    return "/system/0/text";
  }

  @Override
  void checkHead(Upstream.Received request, boolean streams) {
    assertThat(request.path()).isEqualTo("/v1/messages");
    assertThat(request.headers())
        .containsEntry("x-api-key", "sk-ant-key")
        .containsEntry("anthropic-version", "2023-06-01");
    assertThat(json(request).path("max_tokens").asInt()).isPositive();
    assertThat(json(request).path("stream").asBoolean(false)).isEqualTo(streams);
  }

  @Override
  void checkSchema(JsonNode request) {
    assertThat(request.at("/tools/0/name").asString()).isEqualTo(Structured.TOOL_NAME);
    assertThat(request.at("/tools/0/input_schema/required/0").asString()).isEqualTo("verdict");
    assertThat(request.at("/tool_choice/name").asString()).isEqualTo(Structured.TOOL_NAME);
  }

  @Override
  void checkTools(JsonNode request) {
    assertThat(request.at("/tools/0/input_schema/type").asString()).isEqualTo("object");
    assertThat(request.at("/tool_choice/type").asString()).isEqualTo("any");
    assertThat(request.at("/messages/1/content/0/input/x").asInt(-1)).isZero();
    assertThat(request.at("/messages/2/content/0/tool_use_id").asString()).isEqualTo("call_1");
    assertThat(request.at("/stop_sequences/0").asString()).isEqualTo("END");
  }

  @Test
  void an_answer_that_was_had_by_a_tool_looks_like_the_text_that_was_asked_for() {
    upstream.script((request, reply) -> reply.json(200, toolAnswer(Structured.TOOL_NAME)));
    Completion completion =
        (Completion) whole(call(verdictless().toBuilder().format(schema()).build())).reply();
    assertThat(completion.first().text()).contains("{\"x\":1}");
    assertThat(completion.first().finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(completion.first().toolCalls()).isEmpty();
  }

  @Test
  void how_long_a_stream_keeps_its_cache_is_said_at_its_start_alone() throws AttemptException {
    AnthropicEvents events = new AnthropicEvents();
    events.decode(
        frame(
            "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":1,\"cache_creation_input_tokens\":90,"
                + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":30,\"ephemeral_1h_input_tokens\":60},\"output_tokens\":1}}}"));
    events.decode(
        frame(
            "{\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"input_tokens\":1,\"cache_creation_input_tokens\":90,\"output_tokens\":20}}"));
    assertThat(events.usage()).contains(TokenUsage.of(91, 20).withCacheWrite(90, 60));
  }

  private static FrameReader.Frame frame(String data) {
    return new FrameReader.Frame("", data.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whoever_asks_for_a_schema_in_anthropics_own_words_gets_it_passed_on_as_it_is()
      throws InterruptedException {
    Chat chat = verdictless();
    Chat own =
        new ChatBuilder(WireFormat.ANTHROPIC)
            .model(chat.model().text())
            .system(chat.system())
            .messages(chat.messages())
            .format(schema())
            .extra("output_config", RawJson.of("{\"format\":{\"type\":\"json_schema\"}}"))
            .build();
    call(own);
    JsonNode request = json(upstream.take());
    assertThat(request.at("/output_config/format/type").asString()).isEqualTo("json_schema");
    assertThat(request.has("tools")).isFalse();
  }
}
