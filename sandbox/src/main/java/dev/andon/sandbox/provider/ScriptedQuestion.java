package dev.andon.sandbox.provider;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A request of any dialect, reduced to what a scripted model needs to know.
 *
 * @param text every text of the request, joined
 * @param stream whether the answer comes in pieces
 * @param streamUsage whether a stream ends with its usage, in dialects where that is a choice
 * @param answers how many answers are wanted, 1 to 16
 * @param schema the JSON schema that the answer must follow
 * @param tool the tool that has to be called; its arguments follow {@code schema}
 */
record ScriptedQuestion(
    String model,
    String key,
    String text,
    List<Pixels> images,
    boolean stream,
    boolean streamUsage,
    int answers,
    Optional<JsonNode> schema,
    Optional<String> tool) {

  ScriptedQuestion {
    images = List.copyOf(images);
    if (answers < 1 || answers > 16) {
      throw new IllegalArgumentException("n must be 1 to 16, not " + answers);
    }
  }

  /** The request that arrived, with a tool to call. */
  ScriptedQuestion calling(String toolName, JsonNode parameters) {
    return new ScriptedQuestion(
        model,
        key,
        text,
        images,
        stream,
        streamUsage,
        answers,
        Optional.of(parameters),
        Optional.of(toolName));
  }
}
