package dev.andon.hub.json;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.RawJson;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Walks once through a JSON text that lies in an array, and hands out large values as slices of
 * that array. Depth, names, numbers and tokens are bounded. Not thread-safe.
 *
 * <p>{@link #object} and {@link #array} call back with the cursor on each value; the callback
 * consumes it with exactly one of the reading methods, or {@link #skip}.
 */
public final class JsonCursor implements AutoCloseable {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_NAME = 4_096;
  private static final int MAX_NUMBER = 1_000;
  private static final long MAX_TOKENS = 4_000_000;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_NAME)
                  .maxNumberLength(MAX_NUMBER)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxTokenCount(MAX_TOKENS)
                  .build())
          .build();

  private final byte[] bytes;
  private final int offset;
  private final JsonParser parser;

  /** The parser already stands on the next token, since a long string's end had to be found. */
  private boolean ahead;

  private JsonToken token = JsonToken.NOT_AVAILABLE;

  private JsonCursor(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.offset = offset;
    this.parser = FACTORY.createParser(ObjectReadContext.empty(), bytes, offset, length);
  }

  /** A cursor on the one value that fills {@code bytes} up to {@code length}. */
  public static JsonCursor over(byte[] bytes, int length) {
    JsonCursor cursor = new JsonCursor(bytes, 0, length);
    cursor.next();
    return cursor;
  }

  /** A cursor on a value that was taken out before. */
  public static JsonCursor over(RawJson json) {
    byte[] copy = json.bytes().toByteArray();
    return over(copy, copy.length);
  }

  /** Reads the members of the object the cursor stands on. */
  public void object(Consumer<String> member) {
    expect(JsonToken.START_OBJECT, "an object");
    while (next() == JsonToken.PROPERTY_NAME) {
      String name = guarded(parser::currentName);
      next();
      member.accept(name);
    }
  }

  /** Reads the elements of the array the cursor stands on. */
  public void array(Runnable element) {
    expect(JsonToken.START_ARRAY, "an array");
    while (next() != JsonToken.END_ARRAY) {
      element.run();
    }
  }

  public boolean isObject() {
    return token == JsonToken.START_OBJECT;
  }

  public boolean isArray() {
    return token == JsonToken.START_ARRAY;
  }

  public boolean isString() {
    return token == JsonToken.VALUE_STRING;
  }

  public boolean isNull() {
    return token == JsonToken.VALUE_NULL;
  }

  /** A string, copied and unescaped. */
  public String text() {
    expect(JsonToken.VALUE_STRING, "a string");
    return guarded(parser::getString);
  }

  public boolean bool() {
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw wrong("true or false");
    }
    return token == JsonToken.VALUE_TRUE;
  }

  /** A whole number. */
  public long integer() {
    expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    return guarded(parser::getLongValue);
  }

  /** A whole number that an int holds. */
  public int smallInteger() {
    expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    return guarded(parser::getIntValue);
  }

  public double number() {
    if (!token.isNumeric()) {
      throw wrong("a number");
    }
    return guarded(parser::getDoubleValue);
  }

  /** Passes over the value. */
  public void skip() {
    guarded(parser::skipChildren);
  }

  /** The value exactly as written, without a copy. */
  public RawJson raw() {
    int start = start();
    if (token.isStructStart()) {
      skip();
    } else {
      guarded(
          () -> {
            parser.finishToken();
            return true;
          });
    }
    return new RawJson(ByteSlice.of(bytes, start, end(start) - start));
  }

  /** Offset in the array of the value's first byte. */
  public int start() {
    return offset + Math.toIntExact(parser.currentTokenLocation().getByteOffset());
  }

  /** The value from {@code start} to the end of what was read last, as written. */
  public RawJson rawSince(int start) {
    return new RawJson(ByteSlice.of(bytes, start, end(start) - start));
  }

  private int end(int start) {
    int end = offset + Math.toIntExact(parser.currentLocation().getByteOffset());
    return Math.max(end, start + 1);
  }

  /**
   * What stands between a string's quotes, without a copy unless it is escaped. After this the
   * value is consumed.
   */
  public ByteSlice stringBytes() {
    expect(JsonToken.VALUE_STRING, "a string");
    int start = start() + 1;
    JsonToken following = guarded(parser::nextToken);
    ahead = true;
    token = following == null ? JsonToken.NOT_AVAILABLE : following;
    int end = following == null ? bytes.length : start();
    do {
      end--;
    } while (end > start && bytes[end] != '"');
    ByteSlice slice = ByteSlice.of(bytes, start, end - start);
    return escaped(start, end) ? ByteSlice.of(unescaped(start, end)) : slice;
  }

  /** The first bytes of the string the cursor stands on, as written. */
  public boolean startsWith(String ascii) {
    int start = start() + 1;
    if (bytes.length - start < ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[start + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Throws unless nothing follows the value. */
  public void end() {
    if (next() != JsonToken.NOT_AVAILABLE) {
      throw new BadJson("something follows the JSON value" + where(parser.currentTokenLocation()));
    }
  }

  /** The exception for a value of the wrong kind, with its place. */
  public BadJson wrong(String wanted) {
    return new BadJson(
        "expected " + wanted + ", but found " + name() + where(parser.currentTokenLocation()));
  }

  @Override
  public void close() {
    parser.close();
  }

  private JsonToken next() {
    if (ahead) {
      ahead = false;
      return token;
    }
    JsonToken following = guarded(parser::nextToken);
    token = following == null ? JsonToken.NOT_AVAILABLE : following;
    return token;
  }

  private void expect(JsonToken wanted, String words) {
    if (token != wanted) {
      throw wrong(words);
    }
  }

  private String name() {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NULL -> "null";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      default -> "the end";
    };
  }

  /** Thirty-two bytes at a time, as images are long: whether there is a backslash. */
  private boolean escaped(int start, int end) {
    int i = start;
    for (; i + 4 * Long.BYTES <= end; i += 4 * Long.BYTES) {
      if ((backslash(i)
              | backslash(i + Long.BYTES)
              | backslash(i + 2 * Long.BYTES)
              | backslash(i + 3 * Long.BYTES))
          != 0) {
        return true;
      }
    }
    for (; i < end; i++) {
      if (bytes[i] == '\\') {
        return true;
      }
    }
    return false;
  }

  /** Not 0 if one of the eight bytes from {@code at} is one (Mycroft's test for a zero byte). */
  private long backslash(int at) {
    long x = (long) LONGS.get(bytes, at) ^ 0x5c5c5c5c5c5c5c5cL;
    return (x - 0x0101010101010101L) & ~x & 0x8080808080808080L;
  }

  /**
   * Only {@code \/} and the like occur in base64; anything else is left for the reader to refuse.
   */
  private byte[] unescaped(int start, int end) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(end - start);
    for (int i = start; i < end; i++) {
      if (bytes[i] == '\\' && i + 1 < end && bytes[i + 1] == '/') {
        i++;
      }
      out.write(bytes[i]);
    }
    return out.toByteArray();
  }

  private static <T> T guarded(Read<T> read) {
    try {
      return read.run();
    } catch (JacksonException broken) {
      throw new BadJson(broken.getOriginalMessage() + where(broken.getLocation()));
    }
  }

  private static String where(TokenStreamLocation location) {
    return location == null
        ? ""
        : " (line "
            + location.getLineNr()
            + ", column "
            + location.getColumnNr()
            + ", byte "
            + location.getByteOffset()
            + ")";
  }

  private interface Read<T> {
    T run() throws JacksonException;
  }
}
