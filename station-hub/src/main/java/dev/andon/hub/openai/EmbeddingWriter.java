package dev.andon.hub.openai;

import dev.andon.hub.chat.Embedding;
import dev.andon.hub.json.JsonWriter;

/** Writes embeddings as OpenAI's list object. */
final class EmbeddingWriter {
  private EmbeddingWriter() {}

  static byte[] write(Embedding embedding) {
    return JsonWriter.bytes(
        json -> {
          json.field("object", "list");
          json.field("data", embedding.data());
          json.field("model", embedding.model());
          json.object(
              "usage",
              () -> {
                json.field("prompt_tokens", embedding.usage().input());
                json.field("total_tokens", embedding.usage().total());
              });
        });
  }
}
