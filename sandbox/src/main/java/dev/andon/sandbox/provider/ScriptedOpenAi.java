package dev.andon.sandbox.provider;

import dev.andon.sandbox.http.WebRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's chat completions, as in its API reference; also under Azure's deployment paths and those
 * of compatible servers.
 */
final class ScriptedOpenAi implements ScriptedDialect {

  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

  @Override
  public Optional<ScriptedQuestion> read(WebRequest request) {
    return request.path().endsWith("/chat/completions")
        ? Optional.of(read(request, Bodies.json(request)))
        : Optional.empty();
  }

  private static ScriptedQuestion read(WebRequest request, JsonNode body) {
    if (!body.path("messages").isArray() || body.path("messages").isEmpty()) {
      throw new IllegalArgumentException("messages must be a list with at least one message");
    }
    StringBuilder text = new StringBuilder();
    List<Pixels> images = new ArrayList<>();
    for (JsonNode message : body.path("messages")) {
      content(message.path("content"), text, images);
    }
    JsonNode format = body.path("response_format");
    Optional<JsonNode> schema =
        format.path("type").asString("").equals("json_schema")
            ? Optional.of(format.path("json_schema").path("schema"))
            : Optional.empty();
    ScriptedQuestion asked =
        new ScriptedQuestion(
            body.has("model") ? body.path("model").asString("") : deployment(request.path()),
            Bodies.key(request),
            text.toString(),
            images,
            body.path("stream").asBoolean(false),
            body.path("stream_options").path("include_usage").asBoolean(false),
            body.path("n").asInt(1),
            schema,
            Optional.empty());
    return tool(body).map(t -> calling(asked, t)).orElse(asked);
  }

  private static ScriptedQuestion calling(ScriptedQuestion asked, JsonNode tool) {
    return asked.calling(tool.path("name").asString(""), tool.path("parameters"));
  }

  private static void content(JsonNode content, StringBuilder text, List<Pixels> images) {
    if (content.isString()) {
      text.append(content.asString());
    }
    for (JsonNode part : content) {
      switch (part.path("type").asString("")) {
        case "text" -> text.append(part.path("text").asString(""));
        case "image_url" -> {
          String url = part.path("image_url").path("url").asString("");
          if (url.startsWith("data:")) {
            images.add(Pixels.ofDataUri(url));
          } else {
            text.append(url);
          }
        }
        default -> {}
      }
    }
  }

  /** The function that the caller forces, if it forces one. */
  private static Optional<JsonNode> tool(JsonNode body) {
    JsonNode choice = body.path("tool_choice");
    String forced = choice.path("function").path("name").asString("");
    boolean any = choice.asString("").equals("required");
    return body.path("tools")
        .valueStream()
        .map(tool -> tool.path("function"))
        .filter(function -> any || function.path("name").asString("").equals(forced))
        .findFirst();
  }

  /** Azure names the model in the path. */
  private static String deployment(String path) {
    String[] parts = path.split("/", -1);
    for (int i = 0; i + 1 < parts.length; i++) {
      if (parts[i].equals("deployments")) {
        return parts[i + 1];
      }
    }
    throw new IllegalArgumentException("model is missing");
  }

  @Override
  public byte[] whole(UUID id, ScriptedQuestion asked, ScriptedAnswer answer) {
    ObjectNode node = start(id, asked, "chat.completion");
    ArrayNode choices = node.putArray("choices");
    for (int i = 0; i < asked.answers(); i++) {
      ObjectNode choice = choices.addObject();
      choice.put("index", i);
      ObjectNode message = choice.putObject("message");
      message.put("role", "assistant");
      if (asked.tool().isPresent()) {
        message.putNull("content");
        toolCall(message, id, asked.tool().get(), answer.text());
      } else {
        message.put("content", answer.text());
      }
      message.putNull("refusal");
      choice.putNull("logprobs");
      choice.put("finish_reason", asked.tool().isPresent() ? "tool_calls" : "stop");
    }
    node.set("usage", usage(answer.usage()));
    return Pieces.json(node);
  }

  private static ObjectNode toolCall(ObjectNode message, UUID id, String name, String arguments) {
    ObjectNode call = message.putArray("tool_calls").addObject();
    call.put("id", "call_" + id);
    call.put("type", "function");
    call.putObject("function").put("name", name).put("arguments", arguments);
    return call;
  }

  @Override
  public List<byte[]> pieces(UUID id, ScriptedQuestion asked, ScriptedAnswer answer) {
    List<byte[]> pieces = new ArrayList<>();
    for (int i = 0; i < asked.answers(); i++) {
      ObjectNode first = delta(id, asked, i);
      deltaOf(first).put("role", "assistant").put("content", "");
      if (asked.tool().isPresent()) {
        toolCall(deltaOf(first), id, asked.tool().get(), "").put("index", 0);
      }
      pieces.add(Pieces.event(first));
      for (String text : Pieces.of(answer.text())) {
        pieces.add(Pieces.event(piece(id, asked, i, text)));
      }
      ObjectNode last = delta(id, asked, i);
      choice(last).put("finish_reason", asked.tool().isPresent() ? "tool_calls" : "stop");
      pieces.add(Pieces.event(last));
    }
    if (asked.streamUsage()) {
      ObjectNode end = start(id, asked, "chat.completion.chunk");
      end.putArray("choices");
      end.set("usage", usage(answer.usage()));
      pieces.add(Pieces.event(end));
    }
    pieces.add(DONE);
    return pieces;
  }

  private static ObjectNode piece(UUID id, ScriptedQuestion asked, int index, String text) {
    ObjectNode node = delta(id, asked, index);
    if (asked.tool().isPresent()) {
      ObjectNode call = deltaOf(node).putArray("tool_calls").addObject();
      call.put("index", 0);
      call.putObject("function").put("arguments", text);
    } else {
      deltaOf(node).put("content", text);
    }
    return node;
  }

  private static ObjectNode delta(UUID id, ScriptedQuestion asked, int index) {
    ObjectNode node = start(id, asked, "chat.completion.chunk");
    ObjectNode choice = node.putArray("choices").addObject();
    choice.put("index", index);
    choice.putObject("delta");
    choice.putNull("logprobs");
    choice.putNull("finish_reason");
    return node;
  }

  private static ObjectNode choice(ObjectNode chunk) {
    return (ObjectNode) chunk.get("choices").get(0);
  }

  private static ObjectNode deltaOf(ObjectNode chunk) {
    return (ObjectNode) choice(chunk).get("delta");
  }

  private static ObjectNode start(UUID id, ScriptedQuestion asked, String object) {
    ObjectNode node = Bodies.object();
    node.put("id", "chatcmpl-" + id);
    node.put("object", object);
    node.put("created", 1_760_000_000L);
    node.put("model", asked.model());
    node.put("system_fingerprint", "fp_sandbox");
    return node;
  }

  private static ObjectNode usage(ScriptedUsage usage) {
    ObjectNode node = Bodies.object();
    node.put("prompt_tokens", usage.prompt());
    node.put("completion_tokens", usage.completion());
    node.put("total_tokens", usage.total());
    node.putObject("prompt_tokens_details").put("cached_tokens", usage.cached());
    node.putObject("completion_tokens_details").put("reasoning_tokens", 0);
    return node;
  }

  @Override
  public String streamType() {
    return "text/event-stream; charset=utf-8";
  }

  @Override
  public byte[] error(int status, String message) {
    ObjectNode node = Bodies.object();
    ObjectNode error = node.putObject("error");
    error.put("message", message);
    error.put("type", type(status));
    error.putNull("param");
    switch (status) {
      case 401 -> error.put("code", "invalid_api_key");
      case 429 -> error.put("code", "rate_limit_exceeded");
      default -> error.putNull("code");
    }
    return Pieces.json(node);
  }

  private static String type(int status) {
    return switch (status) {
      case 429 -> "requests";
      case 500 -> "server_error";
      default -> "invalid_request_error";
    };
  }
}
