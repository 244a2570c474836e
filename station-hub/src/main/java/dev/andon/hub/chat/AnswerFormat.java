package dev.andon.hub.chat;

import java.util.List;
import java.util.Optional;

/** The form that the answer must have. */
public sealed interface AnswerFormat {
  /** Free text. */
  record Text() implements AnswerFormat {}

  /** Any JSON object. */
  record JsonObject() implements AnswerFormat {}

  /**
   * JSON that is valid against a schema.
   *
   * @param name the schema's name, as OpenAI wants one
   * @param schema a JSON Schema
   * @param strict whether the provider is to enforce it
   * @param extra unknown fields, such as {@code description}
   */
  record JsonSchema(String name, RawJson schema, Optional<Boolean> strict, List<JsonField> extra)
      implements AnswerFormat {
    public JsonSchema {
      extra = List.copyOf(extra);
    }
  }
}
