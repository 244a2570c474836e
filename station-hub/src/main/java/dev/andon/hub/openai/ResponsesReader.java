package dev.andon.hub.openai;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.ChatBuilder;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.Tool;
import dev.andon.hub.chat.ToolChoice;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.BodyReader;
import dev.andon.hub.json.JsonCursor;
import dev.andon.hub.json.JsonMembers;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a responses request (OpenAI's API reference, "Create a model response") in one pass, as the
 * conversation that it is. What needs OpenAI's own storage is refused. Confined to one request.
 */
final class ResponsesReader implements BodyReader<Chat> {
  private static final List<String> TOOL = List.of("type", "name", "description", "parameters");
  private static final List<String> FORMAT = List.of("type", "name", "schema", "strict");

  private final JsonCursor json;
  private final ChatBuilder chat = new ChatBuilder(WireFormat.OPENAI_RESPONSES);

  private ResponsesReader(JsonCursor json) {
    this.json = json;
  }

  static Chat read(byte[] body, int length) {
    return BodyReader.read(body, length, ResponsesReader::new);
  }

  @Override
  public Chat whole() {
    if (chat.hasModel() && chat.turns() == 0) {
      throw new BadJson("'input' must hold at least one item");
    }
    return chat.build();
  }

  /** Fields that only steer OpenAI's own storage and accounting are passed over. */
  @Override
  public void member(String name) {
    if (json.isNull()) {
      json.skip();
      return;
    }
    switch (name) {
      case "model" -> chat.model(json.text());
      case "input" -> input();
      case "instructions" -> chat.system(new Part.Text(json.text()));
      case "tools" -> chat.tools(tools(json.raw()));
      case "tool_choice" -> chat.toolChoice(choice(json.raw()));
      case "text" -> text(json.raw());
      case "max_output_tokens" -> chat.maxTokens(json.smallInteger());
      case "temperature" -> chat.temperature(json.number());
      case "top_p" -> chat.topP(json.number());
      case "stream" -> chat.streamWithUsage(json.bool());
      case "previous_response_id", "conversation", "prompt" ->
          throw new BadJson("'" + name + "' needs the provider's storage; send the whole input");
      default -> json.skip();
    }
  }

  private void input() {
    if (json.isString()) {
      chat.message(Message.of(Message.Role.USER, new Part.Text(json.text())));
    } else {
      json.array(() -> chat.message(ItemReader.read(json)));
    }
  }

  private void text(RawJson raw) {
    JsonMembers.of(raw).get("format").map(JsonMembers::of).ifPresent(this::format);
  }

  private void format(JsonMembers fields) {
    chat.format(
        switch (fields.text("type").orElse("")) {
          case "json_object" -> new AnswerFormat.JsonObject();
          case "json_schema" ->
              new AnswerFormat.JsonSchema(
                  fields.text("name").orElse("answer"),
                  fields
                      .get("schema")
                      .orElseThrow(() -> new BadJson("'text.format' has no 'schema'")),
                  fields.get("strict").map(s -> s.text().equals("true")),
                  fields.others(FORMAT));
          default -> new AnswerFormat.Text();
        });
  }

  /** Tools of OpenAI's own run there alone; they go along as they are. */
  private static List<Tool> tools(RawJson list) {
    List<Tool> tools = new ArrayList<>();
    try (JsonCursor items = JsonCursor.over(list)) {
      items.array(() -> tools.add(tool(items.raw())));
    }
    return tools;
  }

  private static Tool tool(RawJson raw) {
    JsonMembers fields = JsonMembers.of(raw);
    if (!fields.text("type").orElse("").equals("function")) {
      return new Tool.Opaque(WireFormat.OPENAI_RESPONSES, raw);
    }
    return new Tool.Function(
        fields.text("name").orElseThrow(() -> new BadJson("a tool has no 'name'")),
        fields.text("description"),
        fields.get("parameters").filter(p -> !p.text().equals("null")),
        fields.others(TOOL));
  }

  private static ToolChoice choice(RawJson raw) {
    return switch (raw.text()) {
      case "\"auto\"" -> new ToolChoice.Auto();
      case "\"none\"" -> new ToolChoice.None();
      case "\"required\"" -> new ToolChoice.Any();
      default -> {
        if (!raw.text().startsWith("{")) {
          throw new BadJson("'tool_choice' must be auto, none, required or an object");
        }
        JsonMembers fields = JsonMembers.of(raw);
        yield fields
            .text("name")
            .<ToolChoice>map(ToolChoice.Named::new)
            .orElseGet(() -> new ToolChoice.Opaque(WireFormat.OPENAI_RESPONSES, raw));
      }
    };
  }
}
