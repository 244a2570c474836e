package dev.andon.hub.openai;

import dev.andon.hub.chat.Embed;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.BodyReader;
import dev.andon.hub.json.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an embeddings request (OpenAI's API reference, "Create embeddings"). */
final class EmbedReader implements BodyReader<Embed> {
  private final JsonCursor json;
  private @Nullable String model;
  private @Nullable RawJson input;
  private final List<JsonField> extra = new ArrayList<>();

  private EmbedReader(JsonCursor json) {
    this.json = json;
  }

  static Embed read(byte[] body, int length) {
    return BodyReader.read(body, length, EmbedReader::new);
  }

  @Override
  public Embed whole() {
    if (model == null) {
      throw new BadJson("'model' is missing");
    }
    if (input == null) {
      throw new BadJson("'input' is missing");
    }
    return new Embed(new ModelName(model), input, extra);
  }

  @Override
  public void member(String name) {
    switch (name) {
      case "model" -> model = json.text();
      case "input" -> input = json.raw();
      default -> extra.add(new JsonField(name, json.raw()));
    }
  }
}
