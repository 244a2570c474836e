package dev.andon.hub.provider.dialect;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Tool;
import dev.andon.hub.chat.ToolChoice;
import dev.andon.hub.chat.WireFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tools that a request offers and the choice among them, in every dialect.
 *
 * @param choice empty where the provider's default applies
 */
public record OfferedTools(List<Tool> tools, Optional<ToolChoice> choice) {
  public OfferedTools {
    tools = List.copyOf(tools);
  }

  /** The caller's own, as far as {@code dialect} can say the choice. */
  public static OfferedTools of(Chat chat, WireFormat dialect) {
    return new OfferedTools(chat.tools(), chat.toolChoice().filter(c -> known(c, dialect)));
  }

  /** The caller's own, and the tool that gives the answer, which must be called. */
  public static OfferedTools withAnswer(Chat chat) {
    return new OfferedTools(
        Stream.concat(chat.tools().stream(), Stream.of(Structured.tool(chat.format()))).toList(),
        Optional.of(new ToolChoice.Named(Structured.TOOL_NAME)));
  }

  /** A choice in a form of one dialect means nothing in another. */
  private static boolean known(ToolChoice choice, WireFormat dialect) {
    return !(choice instanceof ToolChoice.Opaque opaque) || opaque.dialect() == dialect;
  }
}
