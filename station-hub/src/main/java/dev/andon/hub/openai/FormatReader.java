package dev.andon.hub.openai;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.JsonMembers;
import java.util.List;
import java.util.Optional;

/** Reads {@code response_format}. */
final class FormatReader {
  private FormatReader() {}

  static AnswerFormat read(RawJson raw) {
    JsonMembers fields = JsonMembers.of(raw);
    return switch (fields.text("type").orElse("")) {
      case "text" -> new AnswerFormat.Text();
      case "json_object" -> new AnswerFormat.JsonObject();
      case "json_schema" ->
          schema(
              fields
                  .get("json_schema")
                  .orElseThrow(() -> new BadJson("'response_format' has no 'json_schema'")));
      default ->
          throw new BadJson("'response_format.type' must be text, json_object or json_schema");
    };
  }

  private static AnswerFormat schema(RawJson raw) {
    JsonMembers fields = JsonMembers.of(raw);
    return new AnswerFormat.JsonSchema(
        fields.text("name").orElse("answer"),
        fields
            .get("schema")
            .orElseThrow(() -> new BadJson("'response_format.json_schema' has no 'schema'")),
        strict(fields),
        fields.others(List.of("name", "schema", "strict")));
  }

  private static Optional<Boolean> strict(JsonMembers fields) {
    return fields
        .get("strict")
        .map(RawJson::text)
        .filter(text -> !text.equals("null"))
        .map("true"::equals);
  }
}
