package dev.andon.sandbox.provider;

import dev.andon.sandbox.http.WebRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic's messages, version 2023-06-01, as in its API reference. */
final class ScriptedAnthropic implements ScriptedDialect {

  @Override
  public Optional<ScriptedQuestion> read(WebRequest request) {
    return request.path().endsWith("/v1/messages")
        ? Optional.of(read(request, Bodies.json(request)))
        : Optional.empty();
  }

  private static ScriptedQuestion read(WebRequest request, JsonNode body) {
    if (!body.path("max_tokens").isNumber()) {
      throw new IllegalArgumentException("max_tokens: Field required");
    }
    StringBuilder text = new StringBuilder();
    List<Pixels> images = new ArrayList<>();
    content(body.path("system"), text, images);
    for (JsonNode message : body.path("messages")) {
      content(message.path("content"), text, images);
    }
    JsonNode format = body.path("output_config").path("format");
    JsonNode schema =
        format.isMissingNode() ? body.path("output_format").path("schema") : format.path("schema");
    ScriptedQuestion asked =
        new ScriptedQuestion(
            body.path("model").asString(""),
            Bodies.key(request),
            text.toString(),
            images,
            body.path("stream").asBoolean(false),
            true,
            1,
            schema.isObject() ? Optional.of(schema) : Optional.empty(),
            Optional.empty());
    return tool(body)
        .map(t -> asked.calling(t.path("name").asString(""), t.path("input_schema")))
        .orElse(asked);
  }

  private static void content(JsonNode content, StringBuilder text, List<Pixels> images) {
    if (content.isString()) {
      text.append(content.asString());
    }
    for (JsonNode block : content) {
      JsonNode source = block.path("source");
      switch (block.path("type").asString("")) {
        case "text" -> text.append(block.path("text").asString(""));
        case "image" -> {
          if (source.path("type").asString("").equals("base64")) {
            images.add(Pixels.ofBase64(source.path("data").asString("")));
          } else {
            text.append(source.path("url").asString(""));
          }
        }
        default -> {}
      }
    }
  }

  private static Optional<JsonNode> tool(JsonNode body) {
    JsonNode choice = body.path("tool_choice");
    boolean any = choice.path("type").asString("").equals("any");
    String forced = choice.path("name").asString("");
    return body.path("tools")
        .valueStream()
        .filter(tool -> any || tool.path("name").asString("").equals(forced))
        .findFirst();
  }

  @Override
  public byte[] whole(UUID id, ScriptedQuestion asked, ScriptedAnswer answer) {
    ObjectNode node = message(id, asked, answer, answer.usage().completion());
    node.withArray("content").add(block(id, asked, answer.text()));
    node.put("stop_reason", stop(asked));
    return Pieces.json(node);
  }

  private static ObjectNode message(
      UUID id, ScriptedQuestion asked, ScriptedAnswer answer, long outputTokens) {
    ObjectNode node = Bodies.object();
    node.put("id", "msg_" + id);
    node.put("type", "message");
    node.put("role", "assistant");
    node.put("model", asked.model());
    node.putArray("content");
    node.putNull("stop_reason");
    node.putNull("stop_sequence");
    ScriptedUsage usage = answer.usage();
    node.putObject("usage")
        .put("input_tokens", usage.prompt() - usage.cached())
        .put("cache_creation_input_tokens", 0)
        .put("cache_read_input_tokens", usage.cached())
        .put("output_tokens", outputTokens);
    return node;
  }

  private static ObjectNode block(UUID id, ScriptedQuestion asked, String text) {
    ObjectNode block = Bodies.object();
    if (asked.tool().isPresent()) {
      block.put("type", "tool_use").put("id", "toolu_" + id).put("name", asked.tool().get());
      block.set("input", text.isEmpty() ? Bodies.object() : JsonMapper.shared().readTree(text));
    } else {
      block.put("type", "text").put("text", text);
    }
    return block;
  }

  private static String stop(ScriptedQuestion asked) {
    return asked.tool().isPresent() ? "tool_use" : "end_turn";
  }

  @Override
  public List<byte[]> pieces(UUID id, ScriptedQuestion asked, ScriptedAnswer answer) {
    List<byte[]> pieces = new ArrayList<>();
    ObjectNode start = typed("message_start");
    start.set("message", message(id, asked, answer, 1));
    pieces.add(Pieces.event("message_start", start));
    ObjectNode open = typed("content_block_start").put("index", 0);
    open.set("content_block", block(id, asked, ""));
    pieces.add(Pieces.event("content_block_start", open));
    pieces.add(Pieces.event("ping", typed("ping")));
    for (String text : Pieces.of(answer.text())) {
      ObjectNode delta = typed("content_block_delta").put("index", 0);
      ObjectNode inner = delta.putObject("delta");
      if (asked.tool().isPresent()) {
        inner.put("type", "input_json_delta").put("partial_json", text);
      } else {
        inner.put("type", "text_delta").put("text", text);
      }
      pieces.add(Pieces.event("content_block_delta", delta));
    }
    pieces.add(Pieces.event("content_block_stop", typed("content_block_stop").put("index", 0)));
    ObjectNode end = typed("message_delta");
    end.putObject("delta").put("stop_reason", stop(asked)).putNull("stop_sequence");
    end.putObject("usage").put("output_tokens", answer.usage().completion());
    pieces.add(Pieces.event("message_delta", end));
    pieces.add(Pieces.event("message_stop", typed("message_stop")));
    return pieces;
  }

  private static ObjectNode typed(String type) {
    return Bodies.object().put("type", type);
  }

  @Override
  public String streamType() {
    return "text/event-stream; charset=utf-8";
  }

  @Override
  public byte[] error(int status, String message) {
    ObjectNode node = typed("error");
    node.putObject("error").put("type", kind(status)).put("message", message);
    return Pieces.json(node);
  }

  private static String kind(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 429 -> "rate_limit_error";
      case 500 -> "api_error";
      default -> "invalid_request_error";
    };
  }
}
