package dev.andon.sandbox.provider;

import dev.andon.sandbox.http.WebRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gemini's {@code generateContent} and {@code streamGenerateContent} (with {@code alt=sse}), on the
 * Gemini API's paths and on Vertex AI's.
 */
final class ScriptedGemini implements ScriptedDialect {

  @Override
  public Optional<ScriptedQuestion> read(WebRequest request) {
    int colon = request.path().lastIndexOf(':');
    String verb = colon < 0 ? "" : request.path().substring(colon + 1);
    return verb.equals("generateContent") || verb.equals("streamGenerateContent")
        ? Optional.of(read(request, Bodies.json(request), verb))
        : Optional.empty();
  }

  private static ScriptedQuestion read(WebRequest request, JsonNode body, String verb) {
    StringBuilder text = new StringBuilder();
    List<Pixels> images = new ArrayList<>();
    parts(either(body, "systemInstruction", "system_instruction").path("parts"), text, images);
    for (JsonNode content : body.path("contents")) {
      parts(content.path("parts"), text, images);
    }
    JsonNode config = either(body, "generationConfig", "generation_config");
    JsonNode schema = either(config, "responseJsonSchema", "responseSchema");
    ScriptedQuestion asked =
        new ScriptedQuestion(
            model(request.path()),
            Bodies.key(request),
            text.toString(),
            images,
            verb.startsWith("stream"),
            true,
            config.path("candidateCount").asInt(1),
            schema.isObject() ? Optional.of(schema) : Optional.empty(),
            Optional.empty());
    return tool(body)
        .map(t -> asked.calling(t.path("name").asString(""), parameters(t)))
        .orElse(asked);
  }

  private static JsonNode parameters(JsonNode function) {
    return either(function, "parametersJsonSchema", "parameters");
  }

  private static Optional<JsonNode> tool(JsonNode body) {
    JsonNode calling = either(body, "toolConfig", "tool_config").path("functionCallingConfig");
    if (!calling.path("mode").asString("").equals("ANY")) {
      return Optional.empty();
    }
    return body.path("tools")
        .valueStream()
        .flatMap(tool -> tool.path("functionDeclarations").valueStream())
        .findFirst();
  }

  private static void parts(JsonNode parts, StringBuilder text, List<Pixels> images) {
    for (JsonNode part : parts) {
      text.append(part.path("text").asString(""));
      JsonNode inline = either(part, "inlineData", "inline_data");
      if (inline.has("data")) {
        images.add(Pixels.ofBase64(inline.path("data").asString("")));
      }
    }
  }

  private static JsonNode either(JsonNode node, String first, String second) {
    return node.has(first) ? node.path(first) : node.path(second);
  }

  private static String model(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1, path.lastIndexOf(':'));
    return URLDecoder.decode(name, StandardCharsets.UTF_8);
  }

  @Override
  public byte[] whole(UUID id, ScriptedQuestion asked, ScriptedAnswer answer) {
    ObjectNode node = Bodies.object();
    for (int i = 0; i < asked.answers(); i++) {
      candidate(node, i, asked, answer.text()).put("finishReason", "STOP");
    }
    end(node, id, asked, answer.usage());
    return Pieces.json(node);
  }

  private static ObjectNode candidate(
      ObjectNode node, int index, ScriptedQuestion asked, String text) {
    ObjectNode candidate = node.withArray("candidates").addObject();
    ObjectNode content = candidate.putObject("content");
    ObjectNode part = content.putArray("parts").addObject();
    if (asked.tool().isPresent()) {
      ObjectNode call = part.putObject("functionCall").put("name", asked.tool().get());
      call.set("args", JsonMapper.shared().readTree(text));
    } else {
      part.put("text", text);
    }
    content.put("role", "model");
    return candidate.put("index", index);
  }

  private static void end(ObjectNode node, UUID id, ScriptedQuestion asked, ScriptedUsage usage) {
    node.putObject("usageMetadata")
        .put("promptTokenCount", usage.prompt())
        .put("cachedContentTokenCount", usage.cached())
        .put("candidatesTokenCount", usage.completion())
        .put("totalTokenCount", usage.total());
    node.put("modelVersion", asked.model());
    node.put("responseId", id.toString());
  }

  /** A call comes in one piece; text in several, the usage with the last. */
  @Override
  public List<byte[]> pieces(UUID id, ScriptedQuestion asked, ScriptedAnswer answer) {
    List<byte[]> pieces = new ArrayList<>();
    List<String> texts =
        asked.tool().isPresent() ? List.of(answer.text()) : Pieces.of(answer.text());
    for (int i = 0; i < texts.size(); i++) {
      ObjectNode node = Bodies.object();
      ObjectNode candidate = candidate(node, 0, asked, texts.get(i));
      if (i == texts.size() - 1) {
        candidate.put("finishReason", "STOP");
        end(node, id, asked, answer.usage());
      }
      pieces.add(Pieces.event(node));
    }
    return pieces;
  }

  @Override
  public String streamType() {
    return "text/event-stream";
  }

  @Override
  public byte[] error(int status, String message) {
    ObjectNode node = Bodies.object();
    node.putObject("error").put("code", status).put("message", message).put("status", name(status));
    return Pieces.json(node);
  }

  private static String name(int status) {
    return switch (status) {
      case 401 -> "UNAUTHENTICATED";
      case 404 -> "NOT_FOUND";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 500 -> "INTERNAL";
      default -> "INVALID_ARGUMENT";
    };
  }
}
