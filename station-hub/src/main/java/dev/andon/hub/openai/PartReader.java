package dev.andon.hub.openai;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.http.DataUri;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one part of a message's content. Its type may come last, so what it holds is read as it
 * comes and decided on at the end. Confined to one part.
 */
final class PartReader {
  private final JsonCursor json;
  private final List<JsonField> extra = new ArrayList<>();
  private @Nullable String type;
  private @Nullable String text;
  private @Nullable DataUri inline;
  private @Nullable String url;
  private Optional<String> detail = Optional.empty();

  private PartReader(JsonCursor json) {
    this.json = json;
  }

  static Part read(JsonCursor json) {
    if (json.isString()) {
      return new Part.Text(json.text());
    }
    PartReader reader = new PartReader(json);
    int start = json.start();
    json.object(reader::field);
    return reader.part(json, start);
  }

  private Part part(JsonCursor at, int start) {
    if (type == null) {
      throw new BadJson("a content part has no 'type'");
    }
    return switch (type) {
      case "text" -> new Part.Text(required(text, "text"), extra);
      case "image_url" -> image();
      default -> new Part.Opaque(WireFormat.OPENAI, type, at.rawSince(start));
    };
  }

  private Part image() {
    DataUri data = inline;
    if (data != null) {
      return new Part.InlineImage(data.mediaType(), data.image(), detail, extra);
    }
    return new Part.ImageUrl(required(url, "image_url.url"), detail, extra);
  }

  private static String required(@Nullable String value, String name) {
    if (value == null) {
      throw new BadJson("a content part has no '" + name + "'");
    }
    return value;
  }

  private void field(String name) {
    switch (name) {
      case "type" -> type = json.text();
      case "text" -> text = json.text();
      case "image_url" -> imageUrl();
      default -> extra.add(new JsonField(name, json.raw()));
    }
  }

  /** An object with a url, or, as some clients send it, the url itself. */
  private void imageUrl() {
    if (json.isString()) {
      url();
    } else {
      json.object(
          name -> {
            switch (name) {
              case "url" -> url();
              case "detail" -> detail = json.isNull() ? skipped() : Optional.of(json.text());
              default -> json.skip();
            }
          });
    }
  }

  private Optional<String> skipped() {
    json.skip();
    return Optional.empty();
  }

  private void url() {
    if (json.startsWith("data:")) {
      ByteSlice uri = json.stringBytes();
      inline = DataUri.read(uri);
    } else {
      url = json.text();
    }
  }
}
