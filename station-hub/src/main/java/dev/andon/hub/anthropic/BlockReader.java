package dev.andon.hub.anthropic;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.http.DataUri;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one content block; its type may come last. Confined to one block. */
final class BlockReader {

  /** What a block is. */
  sealed interface Block {
    /** Something to read or look at. */
    record Content(Part part) implements Block {}

    /** A call that the model made. */
    record Use(ToolCall call) implements Block {}

    /** What came of a call. */
    record Result(String callId, List<Part> parts, List<JsonField> extra) implements Block {}
  }

  private final JsonCursor json;
  private @Nullable String type;
  private @Nullable String text;
  private @Nullable String id;
  private @Nullable String name;
  private @Nullable String callId;
  private @Nullable RawJson input;
  private @Nullable Part image;
  private final List<Part> content = new ArrayList<>();
  private final List<JsonField> extra = new ArrayList<>();

  private BlockReader(JsonCursor json) {
    this.json = json;
  }

  static Block read(JsonCursor json) {
    int start = json.start();
    BlockReader reader = new BlockReader(json);
    json.object(reader::field);
    return reader.block(start);
  }

  private Block block(int start) {
    return switch (required(type, "type")) {
      case "text" -> new Block.Content(new Part.Text(required(text, "text"), extra));
      case "image" -> new Block.Content(withExtra(required(image, "source")));
      case "tool_use" ->
          new Block.Use(
              new ToolCall(
                  required(id, "id"), required(name, "name"), required(input, "input").text()));
      case "tool_result" -> new Block.Result(required(callId, "tool_use_id"), content, extra);
      default ->
          new Block.Content(
              new Part.Opaque(WireFormat.ANTHROPIC, required(type, "type"), json.rawSince(start)));
    };
  }

  private Part withExtra(Part part) {
    return switch (part) {
      case Part.InlineImage i -> new Part.InlineImage(i.mediaType(), i.image(), i.detail(), extra);
      case Part.ImageUrl u -> new Part.ImageUrl(u.url(), u.detail(), extra);
      case Part.Text _, Part.Opaque _ -> part;
    };
  }

  private static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new BadJson("a content block has no '" + name + "'");
    }
    return value;
  }

  private void field(String field) {
    switch (field) {
      case "type" -> type = json.text();
      case "text" -> text = json.text();
      case "id" -> id = json.text();
      case "name" -> name = json.text();
      case "tool_use_id" -> callId = json.text();
      case "input" -> input = json.raw();
      case "source" -> source();
      case "content" -> content();
      default -> extra.add(new JsonField(field, json.raw()));
    }
  }

  private void content() {
    if (json.isString()) {
      content.add(new Part.Text(json.text()));
      return;
    }
    if (!json.isArray()) {
      extra.add(new JsonField("content", json.raw()));
      return;
    }
    json.array(
        () -> {
          switch (read(json)) {
            case Block.Content part -> content.add(part.part());
            case Block.Use _, Block.Result _ ->
                throw new BadJson("a tool_result holds text and images only");
          }
        });
  }

  private void source() {
    int start = json.start();
    Source source = new Source();
    json.object(
        member -> {
          switch (member) {
            case "type" -> source.type = json.text();
            case "media_type" -> source.mediaType = json.text();
            case "url" -> source.url = json.text();
            case "data" -> source.data = json.stringBytes();
            default -> json.skip();
          }
        });
    image = source.part(json, start);
  }

  private static final class Source {
    private @Nullable String type;
    private @Nullable String mediaType;
    private @Nullable String url;
    private @Nullable ByteSlice data;

    /** A kind of source that is not known goes along as it is. */
    Part part(JsonCursor json, int start) {
      return switch (required(type, "source.type")) {
        case "base64" -> {
          DataUri uri =
              DataUri.of(required(mediaType, "source.media_type"), required(data, "source.data"));
          yield new Part.InlineImage(uri.mediaType(), uri.image(), Optional.empty(), List.of());
        }
        case "url" -> new Part.ImageUrl(required(url, "source.url"));
        default ->
            new Part.Opaque(
                WireFormat.ANTHROPIC,
                "image",
                RawJson.of("{\"type\":\"image\",\"source\":" + json.rawSince(start).text() + "}"));
      };
    }
  }
}
