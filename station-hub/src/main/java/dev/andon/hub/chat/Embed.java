package dev.andon.hub.chat;

import java.util.List;

/**
 * A request for embeddings.
 *
 * @param input the {@code input} field as received: a string, a list of strings or tokens
 * @param extra all other fields, such as {@code dimensions} and {@code encoding_format}
 */
public record Embed(ModelName model, RawJson input, List<JsonField> extra) implements Content {
  public Embed {
    extra = List.copyOf(extra);
  }
}
