package dev.andon.hub.json;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.RawJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * Writes one JSON text in UTF-8: small values as they come; in {@link #pieces}, images and large
 * values by reference. Confined to that text.
 */
public final class JsonWriter {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final ObjectWriteContext DENSE = ObjectWriteContext.empty();
  private static final ObjectWriteContext INDENTED = new Indented();

  /** First room for a text, in bytes: of an answer or event, and of a request to a provider. */
  private static final int SMALL = 512;

  private static final int LARGE = 1024;

  /** Raw values from this size on are written through instead of copied. */
  private static final int BY_REFERENCE_BYTES = 4 * 1024;

  private List<JsonPieces.Piece> pieces = List.of();
  private final ByteArrayOutputStream text;
  private final JsonGenerator json;

  private JsonWriter(int room, ObjectWriteContext form) {
    text = new ByteArrayOutputStream(room);
    json = FACTORY.createGenerator(form, text);
  }

  /** The bytes of one object. */
  public static byte[] bytes(Consumer<JsonWriter> members) {
    return whole(DENSE, members);
  }

  /** One object as text. */
  public static String text(Consumer<JsonWriter> members) {
    return new String(whole(DENSE, members), StandardCharsets.UTF_8);
  }

  /** One object as text for people, indented by two spaces. */
  public static String indented(Consumer<JsonWriter> members) {
    return new String(whole(INDENTED, members), StandardCharsets.UTF_8);
  }

  /** One string, in its quotes. */
  public static String quoted(String value) {
    JsonWriter out = new JsonWriter(SMALL, DENSE);
    out.string(value);
    out.json.close();
    return out.text.toString(StandardCharsets.UTF_8);
  }

  /** A writer of one value that {@link #pieces} takes. */
  public static JsonWriter inPieces() {
    return new JsonWriter(LARGE, DENSE);
  }

  private static byte[] whole(ObjectWriteContext form, Consumer<JsonWriter> members) {
    JsonWriter out = new JsonWriter(SMALL, form);
    out.object(() -> members.accept(out));
    out.json.close();
    return out.pieces.isEmpty() ? out.text.toByteArray() : out.pieces().toByteArray();
  }

  public JsonWriter object(Runnable members) {
    json.writeStartObject();
    members.run();
    json.writeEndObject();
    return this;
  }

  public void object(String name, Runnable members) {
    json.writeName(name);
    object(members);
  }

  public void array(Runnable elements) {
    json.writeStartArray();
    elements.run();
    json.writeEndArray();
  }

  public void array(String name, Runnable elements) {
    json.writeName(name);
    array(elements);
  }

  /** An array of strings. */
  public void strings(String name, List<String> values) {
    array(name, () -> values.forEach(this::string));
  }

  /** The name of the member whose value is written next. */
  public void name(String name) {
    json.writeName(name);
  }

  public void string(String value) {
    json.writeString(value);
  }

  public void field(String name, String value) {
    json.writeStringProperty(name, value);
  }

  public void field(String name, boolean value) {
    json.writeBooleanProperty(name, value);
  }

  public void field(String name, long value) {
    json.writeNumberProperty(name, value);
  }

  public void field(String name, double value) {
    json.writeNumberProperty(name, value);
  }

  public void field(String name, RawJson value) {
    json.writeName(name);
    raw(value);
  }

  /** The value where there is one; else nothing. */
  public void field(String name, Optional<String> value) {
    value.ifPresent(v -> field(name, v));
  }

  public void field(String name, OptionalInt value) {
    value.ifPresent(v -> field(name, v));
  }

  public void field(String name, OptionalLong value) {
    value.ifPresent(v -> field(name, v));
  }

  public void field(String name, OptionalDouble value) {
    value.ifPresent(v -> field(name, v));
  }

  /** The value, or JSON's null. */
  public void nullable(String name, Optional<String> value) {
    value.ifPresentOrElse(v -> field(name, v), () -> nul(name));
  }

  public void nul(String name) {
    json.writeNullProperty(name);
  }

  /** Fields that the hub does not interpret, as they were received. */
  public void fields(List<JsonField> fields) {
    fields.forEach(f -> field(f.name(), f.value()));
  }

  /** The same, but for those whose name is taken. */
  public void fields(List<JsonField> fields, Set<String> taken) {
    for (JsonField field : fields) {
      if (!taken.contains(field.name())) {
        field(field.name(), field.value());
      }
    }
  }

  /** A value as it was received. */
  public void raw(RawJson value) {
    if (value.bytes().length() < BY_REFERENCE_BYTES) {
      json.writeRawValue(value.text());
      return;
    }
    json.writeRawValue("");
    through(new JsonPieces.Piece.Plain(value.bytes()));
  }

  /** A string that holds the image as base64, behind {@code prefix}. */
  public void base64(String prefix, ImageBytes image) {
    json.writeRawValue("\"" + prefix);
    through(
        switch (image) {
          case ImageBytes.Base64 encoded -> new JsonPieces.Piece.Plain(encoded.slice());
          case ImageBytes.Raw raw -> new JsonPieces.Piece.Encoded(raw);
        });
    json.writeRaw('"');
  }

  /** A string that holds the image as a data URI. */
  public void dataUri(String mediaType, ImageBytes image) {
    base64("data:" + mediaType + ";base64,", image);
  }

  /** Ends the text; nothing is written after it. */
  public JsonPieces pieces() {
    json.close();
    cut();
    return new JsonPieces(pieces);
  }

  private void through(JsonPieces.Piece piece) {
    json.flush();
    cut();
    add(piece);
  }

  private void cut() {
    if (text.size() > 0) {
      add(new JsonPieces.Piece.Plain(ByteSlice.of(text.toByteArray())));
      text.reset();
    }
  }

  /** Most texts are small and need no list. */
  private void add(JsonPieces.Piece piece) {
    if (pieces.isEmpty()) {
      pieces = new ArrayList<>();
    }
    pieces.add(piece);
  }

  private static final class Indented extends ObjectWriteContext.Base {
    @Override
    public PrettyPrinter getPrettyPrinter() {
      return new DefaultPrettyPrinter();
    }
  }
}
