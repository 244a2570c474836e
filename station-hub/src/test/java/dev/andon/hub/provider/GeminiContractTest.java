package dev.andon.hub.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

class GeminiContractTest extends ProviderContract {
  private static final String USAGE =
      "{\"promptTokenCount\":100,\"cachedContentTokenCount\":40,\"candidatesTokenCount\":15,\"thoughtsTokenCount\":5,\"promptTokensDetails\":[{\"modality\":\"IMAGE\",\"tokenCount\":50}]}";

  @Override
  ProviderConfig config(String url) {
    return config(ProviderKind.GEMINI, url, "AIzaKey", Optional.empty());
  }

  @Override
  String answer(String text) {
    return """
        {"candidates":[{"content":{"role":"model","parts":[{"text":%s}]},"finishReason":"STOP","index":0}],"usageMetadata":%s,"modelVersion":"m","responseId":"r"}"""
        .formatted(quoted(text), USAGE);
  }

  @Override
  String toolAnswer(String tool) {
    return """
        {"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"name":"%s","args":{"x":1}}}]},"finishReason":"STOP","index":0}],"usageMetadata":%s}"""
        .formatted(tool, USAGE);
  }

  @Override
  void stream(Upstream.Reply reply, String first, String second, boolean complete)
      throws IOException {
    reply.events();
    reply.data(
        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":%s}]},\"index\":0}],\"modelVersion\":\"m\"}"
            .formatted(quoted(first)));
    if (complete) {
      reply.data(
          "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":%s}]},\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":%s}"
              .formatted(quoted(second), USAGE));
    }
  }

  @Override
  void streamHead(Upstream.Reply reply) throws IOException {
    reply.events();
    reply.write(": \n\n");
  }

  @Override
  String error(String type, String message) {
    return "{\"error\":{\"code\":400,\"status\":\"%s\",\"message\":\"%s\"}}"
        .formatted(type, message);
  }

  @Override
  String imagePointer() {
    return "/contents/0/parts/1/inlineData/data";
  }

  @Override
  String systemPointer() {
    return "/systemInstruction/parts/0/text";
  }

  @Override
  void checkHead(Upstream.Received request, boolean streams) {
    assertThat(request.path())
        .isEqualTo(
            streams
                ? "/v1beta/models/m:streamGenerateContent?alt=sse"
                : "/v1beta/models/m:generateContent");
    assertThat(request.headers()).containsEntry("x-goog-api-key", "AIzaKey");
  }

  @Override
  void checkSchema(JsonNode request) {
    assertThat(request.at("/generationConfig/responseMimeType").asString())
        .isEqualTo("application/json");
    assertThat(request.at("/generationConfig/responseJsonSchema/required/0").asString())
        .isEqualTo("verdict");
  }

  @Override
  void checkTools(JsonNode request) {
    assertThat(request.at("/tools/0/functionDeclarations/0/name").asString()).isEqualTo("look");
    assertThat(request.at("/toolConfig/functionCallingConfig/mode").asString()).isEqualTo("ANY");
    assertThat(request.at("/contents/1/parts/0/functionCall/args/x").asInt(-1)).isZero();
    assertThat(request.at("/contents/2/parts/0/functionResponse/name").asString())
        .isEqualTo("look");
    assertThat(request.at("/generationConfig/stopSequences/0").asString()).isEqualTo("END");
  }
}
