package dev.andon.hub.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.provider.dialect.Structured;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;
import tools.jackson.databind.JsonNode;

class BedrockContractTest extends ProviderContract {
  private static final String USAGE =
      "{\"inputTokens\":60,\"cacheReadInputTokens\":40,\"outputTokens\":20,\"totalTokens\":120}";

  @Override
  ProviderConfig config(String url) {
    return config(
        ProviderKind.BEDROCK, url, "AKIAEXAMPLE:wJalrSecret", Optional.of("eu-central-1"));
  }

  @Override
  String answer(String text) {
    return """
        {"output":{"message":{"role":"assistant","content":[{"text":%s}]}},"stopReason":"end_turn","usage":%s,"metrics":{"latencyMs":5}}"""
        .formatted(quoted(text), USAGE);
  }

  @Override
  String toolAnswer(String tool) {
    return """
        {"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"%s","input":{"x":1}}}]}},"stopReason":"tool_use","usage":%s}"""
        .formatted(tool, USAGE);
  }

  @Override
  void stream(Upstream.Reply reply, String first, String second, boolean complete)
      throws IOException {
    streamHead(reply);
    reply.write(
        message(
            "contentBlockDelta",
            "{\"contentBlockIndex\":0,\"delta\":{\"text\":%s}}".formatted(quoted(first))));
    if (complete) {
      reply.write(
          message(
              "contentBlockDelta",
              "{\"contentBlockIndex\":0,\"delta\":{\"text\":%s}}".formatted(quoted(second))));
      reply.write(message("contentBlockStop", "{\"contentBlockIndex\":0}"));
      reply.write(message("messageStop", "{\"stopReason\":\"end_turn\"}"));
      reply.write(message("metadata", "{\"usage\":%s}".formatted(USAGE)));
    }
  }

  @Override
  void streamHead(Upstream.Reply reply) throws IOException {
    reply.stream("application/vnd.amazon.eventstream");
    reply.write(message("messageStart", "{\"role\":\"assistant\"}"));
  }

  @Override
  String error(String type, String message) {
    return "{\"__type\":\"%s\",\"message\":\"%s\"}".formatted(type, message);
  }

  @Override
  String imagePointer() {
    return "/messages/0/content/1/image/source/bytes";
  }

  @Override
  String systemPointer() {
    return "/system/0/text";
  }

  @Override
  void checkHead(Upstream.Received request, boolean streams) {
    assertThat(request.path())
        .isEqualTo(streams ? "/model/m/converse-stream" : "/model/m/converse");
    assertThat(request.headers().get("authorization"))
        .startsWith("AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/")
        .contains("/eu-central-1/bedrock/aws4_request")
        .doesNotContain("wJalrSecret");
  }

  @Override
  void checkSchema(JsonNode request) {
    assertThat(request.at("/toolConfig/tools/0/toolSpec/name").asString())
        .isEqualTo(Structured.TOOL_NAME);
    assertThat(request.at("/toolConfig/toolChoice/tool/name").asString())
        .isEqualTo(Structured.TOOL_NAME);
  }

  @Override
  void checkTools(JsonNode request) {
    assertThat(request.at("/toolConfig/tools/0/toolSpec/inputSchema/json/type").asString())
        .isEqualTo("object");
    assertThat(request.at("/toolConfig/toolChoice/any").isObject()).isTrue();
    assertThat(request.at("/messages/1/content/0/toolUse/input/x").asInt(-1)).isZero();
    assertThat(request.at("/messages/2/content/0/toolResult/toolUseId").asString())
        .isEqualTo("call_1");
    assertThat(request.at("/inferenceConfig/stopSequences/0").asString()).isEqualTo("END");
  }

  static byte[] message(String type, String json) throws IOException {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    header(headers, ":event-type", type);
    header(headers, ":message-type", "event");
    byte[] payload = json.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(16 + headers.size() + payload.length);
    out.writeInt(headers.size());
    out.writeInt(crc(bytes.toByteArray()));
    out.write(headers.toByteArray());
    out.write(payload);
    out.writeInt(crc(bytes.toByteArray()));
    return bytes.toByteArray();
  }

  private static void header(ByteArrayOutputStream bytes, String name, String value)
      throws IOException {
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(name.length());
    out.writeBytes(name);
    out.writeByte(7);
    out.writeShort(value.length());
    out.writeBytes(value);
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
