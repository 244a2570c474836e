package dev.andon.hub.chat;

/**
 * One JSON value exactly as it was received, as UTF-8 bytes.
 *
 * @param bytes a complete, valid JSON value; whoever creates it has parsed it before
 */
public record RawJson(ByteSlice bytes) {
  public RawJson {
    if (bytes.length() == 0) {
      throw new IllegalArgumentException("a JSON value has at least one byte");
    }
  }

  /** The value written in {@code text}. */
  public static RawJson of(String text) {
    return new RawJson(ByteSlice.utf8(text));
  }

  /** The JSON text; meant for small values. */
  public String text() {
    return bytes.utf8();
  }
}
