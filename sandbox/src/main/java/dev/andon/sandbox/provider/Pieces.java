package dev.andon.sandbox.provider;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** How answers are cut and framed for streams. */
final class Pieces {

  /** Characters in one piece: a few tokens, as real models send them. */
  private static final int PIECE = 24;

  private Pieces() {}

  /** The text in pieces; one empty piece for an empty text. */
  static List<String> of(String text) {
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < text.length(); i += PIECE) {
      pieces.add(text.substring(i, Math.min(text.length(), i + PIECE)));
    }
    return pieces.isEmpty() ? List.of("") : pieces;
  }

  /** A server-sent event without a name. */
  static byte[] event(JsonNode data) {
    return ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A server-sent event with a name. */
  static byte[] event(String name, JsonNode data) {
    return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  static byte[] json(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }
}
