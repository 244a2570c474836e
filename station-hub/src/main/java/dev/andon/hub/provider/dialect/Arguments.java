package dev.andon.hub.provider.dialect;

import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.json.JsonTree;
import tools.jackson.databind.JsonNode;

/** A tool call's arguments for dialects that want an object where OpenAI has a text. Pure. */
public final class Arguments {
  private static final RawJson NONE = RawJson.of("{}");

  private Arguments() {}

  /** The arguments as an object; an empty one where the model wrote none. */
  public static RawJson object(ToolCall call) {
    return JsonTree.parse(call.arguments())
        .filter(JsonNode::isObject)
        .map(JsonTree::raw)
        .orElse(NONE);
  }
}
