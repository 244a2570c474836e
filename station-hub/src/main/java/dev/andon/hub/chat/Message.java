package dev.andon.hub.chat;

import java.util.List;
import java.util.Optional;

/**
 * One turn of a conversation. System and developer instructions stand in {@link Chat#system()} or
 * here with their role, in the order in which they were received.
 *
 * @param role who speaks
 * @param parts the content in order; may be empty on an assistant turn that only calls tools
 * @param toolCalls the tools an assistant turn calls
 * @param toolCallId on a {@link Role#TOOL} turn, the call that it answers
 * @param extra unknown fields of the message, such as {@code name}
 */
public record Message(
    Role role,
    List<Part> parts,
    List<ToolCall> toolCalls,
    Optional<String> toolCallId,
    List<JsonField> extra) {

  /** Who speaks. */
  public enum Role {
    SYSTEM,
    DEVELOPER,
    USER,
    ASSISTANT,
    /** The result of a tool call. */
    TOOL
  }

  public Message {
    parts = List.copyOf(parts);
    toolCalls = List.copyOf(toolCalls);
    extra = List.copyOf(extra);
    if (role == Role.TOOL && toolCallId.isEmpty()) {
      throw new IllegalArgumentException("a tool message names the tool_call_id that it answers");
    }
  }

  /** Whether it instructs the model instead of speaking with it. */
  public boolean instructs() {
    return role == Role.SYSTEM || role == Role.DEVELOPER;
  }

  /** A turn of {@code role} with this content. */
  public static Message of(Role role, Part... parts) {
    return new Message(role, List.of(parts), List.of(), Optional.empty(), List.of());
  }

  /** The same turn with this content. */
  public Message withParts(List<Part> others) {
    return new Message(role, others, toolCalls, toolCallId, extra);
  }
}
