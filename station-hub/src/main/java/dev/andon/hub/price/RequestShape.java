package dev.andon.hub.price;

import java.util.List;
import java.util.OptionalInt;

/**
 * As much of a request as its upper bound needs.
 *
 * @param textBytes UTF-8 bytes of everything that is read as text: messages, tools, schema
 * @param messages how many messages; each costs a little framing
 * @param images one per image; a size that is not known counts at the provider's maximum
 * @param choices {@code n}
 * @param maxOutputTokens per choice, where the request sets it
 * @param hourCache whether it may ask the provider to keep parts of it for an hour, which costs
 *     more
 */
public record RequestShape(
    long textBytes,
    int messages,
    List<Image> images,
    int choices,
    OptionalInt maxOutputTokens,
    boolean hourCache) {
  /** An image's size in pixels, where the header was at hand. */
  public record Image(OptionalInt width, OptionalInt height) {
    public static final Image UNKNOWN = new Image(OptionalInt.empty(), OptionalInt.empty());

    public static Image of(int width, int height) {
      return new Image(OptionalInt.of(width), OptionalInt.of(height));
    }
  }

  public RequestShape {
    images = List.copyOf(images);
    if (textBytes < 0 || messages < 0 || choices < 1 || maxOutputTokens.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "text of "
              + textBytes
              + " bytes in "
              + messages
              + " messages, "
              + choices
              + " choices of at most "
              + maxOutputTokens
              + " tokens: bytes and messages must be 0 or more, choices and tokens 1 or more");
    }
  }
}
