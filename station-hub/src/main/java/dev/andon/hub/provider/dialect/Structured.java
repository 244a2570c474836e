package dev.andon.hub.provider.dialect;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.Tool;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How an answer that must match a JSON schema is had from a provider. */
public enum Structured {
  /** The provider enforces schemas itself. */
  NATIVE,
  /** As the arguments of a tool that the model must call. */
  TOOL,
  /** By asking; whoever wants it valid must check it. */
  PROMPT;

  /** The tool whose arguments are the answer. */
  public static final String TOOL_NAME = "give_answer";

  public static boolean wanted(AnswerFormat format) {
    return format instanceof AnswerFormat.JsonSchema;
  }

  /** The tool for a format that has a schema. */
  public static Tool.Function tool(AnswerFormat format) {
    if (!(format instanceof AnswerFormat.JsonSchema schema)) {
      throw new IllegalArgumentException("only a schema becomes a tool");
    }
    return new Tool.Function(
        TOOL_NAME,
        Optional.of("Gives the answer. Call it exactly once."),
        Optional.of(schema.schema()),
        List.of());
  }

  /** The words that ask for the format; empty for free text. */
  public static Optional<String> instruction(AnswerFormat format) {
    return switch (format) {
      case AnswerFormat.Text _ -> Optional.empty();
      case AnswerFormat.JsonObject _ ->
          Optional.of("Answer with one JSON object and nothing else, without a code fence.");
      case AnswerFormat.JsonSchema schema ->
          Optional.of(
              "Answer with one JSON value and nothing else, without a code fence. "
                  + "It must be valid against this JSON Schema: "
                  + schema.schema().text());
    };
  }

  /**
   * The chat's instructions for a dialect that has schemas, but no way to ask for just any object:
   * that is asked for in words, at their end.
   */
  public static List<Part> instructions(Chat chat) {
    Stream<Part> words =
        chat.format() instanceof AnswerFormat.JsonObject
            ? instruction(chat.format()).stream().map(Part.Text::new)
            : Stream.empty();
    return Stream.concat(chat.instructions().stream(), words).toList();
  }

  /** A choice that answered by the tool, as if it had answered in text. */
  public static Choice fromTool(Choice choice) {
    return choice.toolCalls().stream()
        .filter(call -> call.name().equals(TOOL_NAME))
        .findFirst()
        .map(
            call ->
                new Choice(
                    choice.index(),
                    Optional.of(call.arguments()),
                    choice.refusal(),
                    choice.reasoning(),
                    List.of(),
                    choice.finishReason() == FinishReason.TOOL_CALLS
                        ? FinishReason.STOP
                        : choice.finishReason(),
                    choice.messageExtra(),
                    choice.extra()))
        .orElse(choice);
  }
}
