package dev.andon.hub.provider.dialect;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Content;
import dev.andon.hub.chat.Embed;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.Tool;
import dev.andon.hub.chat.WireFormat;
import java.util.Optional;
import java.util.stream.Stream;

/** What keeps a request from being put in a dialect, in words. Pure. */
public final class Objections {
  private Objections() {}

  /** What a dialect can express. */
  public record Abilities(boolean imageUrls, boolean severalChoices, boolean embeddings) {
    public static final Abilities EVERYTHING = new Abilities(true, true, true);
  }

  public static Optional<String> find(Content content, WireFormat dialect, Abilities abilities) {
    return switch (content) {
      case Embed _ ->
          abilities.embeddings() ? Optional.empty() : Optional.of("it offers no embeddings here");
      case Chat chat -> chat(chat, dialect, abilities);
    };
  }

  private static Optional<String> chat(Chat chat, WireFormat dialect, Abilities abilities) {
    if (chat.sampling().choices() > 1 && !abilities.severalChoices()) {
      return Optional.of("it gives one choice, not n = " + chat.sampling().choices());
    }
    return Stream.concat(
            chat.parts().flatMap(part -> part(part, dialect, abilities).stream()),
            chat.tools().stream().flatMap(tool -> tool(tool, dialect).stream()))
        .findFirst();
  }

  private static Optional<String> part(Part part, WireFormat dialect, Abilities abilities) {
    return switch (part) {
      case Part.Text _, Part.InlineImage _ -> Optional.empty();
      case Part.ImageUrl _ ->
          abilities.imageUrls()
              ? Optional.empty()
              : Optional.of("it takes no image URLs; send the image inline");
      case Part.Opaque opaque ->
          opaque.dialect() == dialect
              ? Optional.empty()
              : Optional.of("it does not take content of type '" + opaque.type() + "'");
    };
  }

  private static Optional<String> tool(Tool tool, WireFormat dialect) {
    return switch (tool) {
      case Tool.Function _ -> Optional.empty();
      case Tool.Opaque opaque ->
          opaque.dialect() == dialect
              ? Optional.empty()
              : Optional.of("it does not know one of the tools");
    };
  }
}
