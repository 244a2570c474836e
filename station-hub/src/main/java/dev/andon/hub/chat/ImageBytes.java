package dev.andon.hub.chat;

/** Where an inline image lies: in the bytes that were received, never copied. */
public sealed interface ImageBytes {

  /** The slice as received. */
  ByteSlice slice();

  /**
   * Length of the decoded image in bytes (for base64 an upper bound, at most two bytes too long).
   */
  long decodedLength();

  /**
   * Base64 text (standard alphabet, padded or not) between the quotes of a JSON string, without
   * escapes.
   *
   * @param slice the text's ASCII bytes
   */
  record Base64(ByteSlice slice) implements ImageBytes {
    @Override
    public long decodedLength() {
      return (slice.length() * 3L + 3) / 4;
    }
  }

  /**
   * The encoded image file itself (JPEG, PNG …), as stations send it.
   *
   * @param slice the file's bytes
   */
  record Raw(ByteSlice slice) implements ImageBytes {
    @Override
    public long decodedLength() {
      return slice.length();
    }
  }
}
