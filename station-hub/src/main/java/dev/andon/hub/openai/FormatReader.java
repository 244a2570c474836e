package dev.andon.hub.openai;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.json.BadJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code response_format}. */
final class FormatReader {
  private FormatReader() {}

  static AnswerFormat read(RawJson raw) {
    Map<String, RawJson> fields = OpenAiToolsReader.fields(raw);
    return switch (OpenAiToolsReader.text(fields, "type").orElse("")) {
      case "text" -> new AnswerFormat.Text();
      case "json_object" -> new AnswerFormat.JsonObject();
      case "json_schema" ->
          schema(
              Optional.ofNullable(fields.get("json_schema"))
                  .orElseThrow(() -> new BadJson("'response_format' has no 'json_schema'")));
      default ->
          throw new BadJson("'response_format.type' must be text, json_object or json_schema");
    };
  }

  private static AnswerFormat schema(RawJson raw) {
    Map<String, RawJson> fields = OpenAiToolsReader.fields(raw);
    RawJson schema = fields.get("schema");
    if (schema == null) {
      throw new BadJson("'response_format.json_schema' has no 'schema'");
    }
    return new AnswerFormat.JsonSchema(
        OpenAiToolsReader.text(fields, "name").orElse("answer"),
        schema,
        strict(fields),
        OpenAiToolsReader.others(fields, List.of("name", "schema", "strict")));
  }

  private static Optional<Boolean> strict(Map<String, RawJson> fields) {
    return Optional.ofNullable(fields.get("strict"))
        .map(RawJson::text)
        .filter(text -> !text.equals("null"))
        .map("true"::equals);
  }
}
