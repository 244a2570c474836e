package dev.andon.sandbox.provider;

import dev.andon.sandbox.http.WebRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Bedrock's Converse and ConverseStream. Signatures are taken as shown, not verified. */
final class ScriptedBedrock implements ScriptedDialect {

  @Override
  public Optional<ScriptedQuestion> read(WebRequest request) {
    String[] parts = request.path().split("/", -1);
    boolean ours =
        parts.length == 4
            && parts[1].equals("model")
            && (parts[3].equals("converse") || parts[3].equals("converse-stream"));
    return ours
        ? Optional.of(read(request, Bodies.json(request), parts[2], parts[3]))
        : Optional.empty();
  }

  private static ScriptedQuestion read(
      WebRequest request, JsonNode body, String model, String verb) {
    StringBuilder text = new StringBuilder();
    List<Pixels> images = new ArrayList<>();
    blocks(body.path("system"), text, images);
    for (JsonNode message : body.path("messages")) {
      blocks(message.path("content"), text, images);
    }
    ScriptedQuestion asked =
        new ScriptedQuestion(
            URLDecoder.decode(model, StandardCharsets.UTF_8),
            Bodies.key(request),
            text.toString(),
            images,
            verb.endsWith("-stream"),
            true,
            1,
            Optional.empty(),
            Optional.empty());
    return tool(body)
        .map(t -> asked.calling(t.path("name").asString(""), t.path("inputSchema").path("json")))
        .orElse(asked);
  }

  private static void blocks(JsonNode blocks, StringBuilder text, List<Pixels> images) {
    for (JsonNode block : blocks) {
      text.append(block.path("text").asString(""));
      JsonNode bytes = block.path("image").path("source").path("bytes");
      if (bytes.isString()) {
        images.add(Pixels.ofBase64(bytes.asString()));
      }
    }
  }

  private static Optional<JsonNode> tool(JsonNode body) {
    JsonNode config = body.path("toolConfig");
    JsonNode choice = config.path("toolChoice");
    String forced = choice.path("tool").path("name").asString("");
    return config
        .path("tools")
        .valueStream()
        .map(tool -> tool.path("toolSpec"))
        .filter(spec -> choice.has("any") || spec.path("name").asString("").equals(forced))
        .findFirst();
  }

  @Override
  public byte[] whole(UUID id, ScriptedQuestion asked, ScriptedAnswer answer) {
    ObjectNode node = Bodies.object();
    ObjectNode message = node.putObject("output").putObject("message").put("role", "assistant");
    ObjectNode block = message.putArray("content").addObject();
    if (asked.tool().isPresent()) {
      ObjectNode use = toolUse(block, id, asked.tool().get());
      use.set("input", JsonMapper.shared().readTree(answer.text()));
    } else {
      block.put("text", answer.text());
    }
    node.put("stopReason", stop(asked));
    node.set("usage", usage(answer.usage()));
    node.putObject("metrics").put("latencyMs", 1);
    return Pieces.json(node);
  }

  private static ObjectNode toolUse(ObjectNode block, UUID id, String name) {
    return block.putObject("toolUse").put("toolUseId", "tooluse_" + id).put("name", name);
  }

  private static String stop(ScriptedQuestion asked) {
    return asked.tool().isPresent() ? "tool_use" : "end_turn";
  }

  private static ObjectNode usage(ScriptedUsage usage) {
    return Bodies.object()
        .put("inputTokens", usage.prompt() - usage.cached())
        .put("cacheReadInputTokens", usage.cached())
        .put("outputTokens", usage.completion())
        .put("totalTokens", usage.total());
  }

  @Override
  public List<byte[]> pieces(UUID id, ScriptedQuestion asked, ScriptedAnswer answer) {
    List<byte[]> pieces = new ArrayList<>();
    pieces.add(event("messageStart", Bodies.object().put("role", "assistant")));
    if (asked.tool().isPresent()) {
      ObjectNode open = Bodies.object().put("contentBlockIndex", 0);
      toolUse(open.putObject("start"), id, asked.tool().get());
      pieces.add(event("contentBlockStart", open));
    }
    for (String text : Pieces.of(answer.text())) {
      ObjectNode delta = Bodies.object().put("contentBlockIndex", 0);
      ObjectNode inner = delta.putObject("delta");
      if (asked.tool().isPresent()) {
        inner.putObject("toolUse").put("input", text);
      } else {
        inner.put("text", text);
      }
      pieces.add(event("contentBlockDelta", delta));
    }
    pieces.add(event("contentBlockStop", Bodies.object().put("contentBlockIndex", 0)));
    pieces.add(event("messageStop", Bodies.object().put("stopReason", stop(asked))));
    ObjectNode metadata = Bodies.object();
    metadata.set("usage", usage(answer.usage()));
    metadata.putObject("metrics").put("latencyMs", 1);
    pieces.add(event("metadata", metadata));
    return pieces;
  }

  private static byte[] event(String type, JsonNode payload) {
    return EventStreamFrame.of(
        Map.of(":message-type", "event", ":event-type", type, ":content-type", "application/json"),
        Pieces.json(payload));
  }

  @Override
  public String streamType() {
    return "application/vnd.amazon.eventstream";
  }

  @Override
  public byte[] error(int status, String message) {
    return Pieces.json(Bodies.object().put("message", message));
  }

  @Override
  public Map<String, String> errorHeaders(int status) {
    String type =
        switch (status) {
          case 401, 403 -> "UnrecognizedClientException";
          case 429 -> "ThrottlingException";
          case 500 -> "InternalServerException";
          default -> "ValidationException";
        };
    return Map.of("x-amzn-errortype", type);
  }
}
