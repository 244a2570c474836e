package dev.andon.hub.json;

import java.util.function.Function;

/**
 * Reads a request body that is one JSON object, in one pass. Confined to one request.
 *
 * @param <T> what the body says
 */
public interface BodyReader<T> {

  /** Reads the value of the member {@code name}, on which the cursor stands. */
  void member(String name);

  /** What was read, after the last member. */
  T whole();

  /**
   * What stands in the first {@code length} bytes of {@code body}.
   *
   * @throws BadJson if it is not JSON, or a field that is known has the wrong form or is out of its
   *     range; names field and place
   */
  static <T> T read(byte[] body, int length, Function<JsonCursor, BodyReader<T>> reading) {
    try (JsonCursor json = JsonCursor.over(body, length)) {
      BodyReader<T> reader = reading.apply(json);
      json.object(reader::member);
      json.end();
      return reader.whole();
    } catch (IllegalArgumentException outOfRange) {
      throw new BadJson(String.valueOf(outOfRange.getMessage()));
    }
  }
}
