package dev.andon.hub.chat;

import java.util.List;
import java.util.Optional;

/** A tool offered to the model. */
public sealed interface Tool {

  /**
   * A function with a JSON schema.
   *
   * @param parameters the schema of the arguments
   * @param extra unknown fields, such as {@code strict} or {@code cache_control}
   */
  record Function(
      String name,
      Optional<String> description,
      Optional<RawJson> parameters,
      List<JsonField> extra)
      implements Tool {
    private static final RawJson ANY_OBJECT = RawJson.of("{\"type\":\"object\"}");

    public Function {
      if (name.isBlank()) {
        throw new IllegalArgumentException("a tool has a name");
      }
      extra = List.copyOf(extra);
    }

    /** The schema of the arguments, for dialects that want one: any object where none was given. */
    public RawJson schema() {
      return parameters.orElse(ANY_OBJECT);
    }
  }

  /**
   * A kind of tool that belongs to one dialect (server-side search …); handed on to that dialect
   * only.
   */
  record Opaque(WireFormat dialect, RawJson json) implements Tool {}
}
