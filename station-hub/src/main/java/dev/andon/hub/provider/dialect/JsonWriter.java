package dev.andon.hub.provider.dialect;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.RawJson;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes a {@link JsonBody}: small values as text, images and large values by reference. Confined
 * to one request.
 */
public final class JsonWriter {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** Raw values from this size on are written through instead of copied. */
  private static final int BY_REFERENCE_BYTES = 4 * 1024;

  private final List<JsonBody.Piece> pieces = new ArrayList<>();
  private final ByteArrayOutputStream text = new ByteArrayOutputStream(1024);
  private final JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text);

  public JsonWriter object(Runnable fields) {
    json.writeStartObject();
    fields.run();
    json.writeEndObject();
    return this;
  }

  public void objectField(String name, Runnable fields) {
    json.writeName(name);
    object(fields);
  }

  public void array(Runnable items) {
    json.writeStartArray();
    items.run();
    json.writeEndArray();
  }

  public void arrayField(String name, Runnable items) {
    json.writeName(name);
    array(items);
  }

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
    value.ifPresent(v -> json.writeNumberProperty(name, v));
  }

  public void field(String name, RawJson value) {
    json.writeName(name);
    raw(value);
  }

  public void fields(List<JsonField> fields) {
    fields.forEach(f -> field(f.name(), f.value()));
  }

  public void strings(String name, List<String> values) {
    arrayField(name, () -> values.forEach(this::string));
  }

  /** A value as it was received. */
  public void raw(RawJson value) {
    if (value.bytes().length() < BY_REFERENCE_BYTES) {
      json.writeRawValue(value.text());
      return;
    }
    json.writeRawValue("");
    through(new JsonBody.Piece.Plain(value.bytes()));
  }

  /** A string that holds the image as base64, behind {@code prefix}. */
  public void base64(String prefix, ImageBytes image) {
    json.writeRawValue("\"" + prefix);
    through(
        switch (image) {
          case ImageBytes.Base64 encoded -> new JsonBody.Piece.Plain(encoded.slice());
          case ImageBytes.Raw raw -> new JsonBody.Piece.Encoded(raw);
        });
    json.writeRaw('"');
  }

  /** A string that holds the image as a data URI. */
  public void dataUri(String mediaType, ImageBytes image) {
    base64("data:" + mediaType + ";base64,", image);
  }

  /** Ends the body. */
  public JsonBody done() {
    json.close();
    cut();
    return new JsonBody(pieces);
  }

  private void through(JsonBody.Piece piece) {
    json.flush();
    cut();
    pieces.add(piece);
  }

  private void cut() {
    if (text.size() > 0) {
      pieces.add(new JsonBody.Piece.Plain(ByteSlice.of(text.toByteArray())));
      text.reset();
    }
  }
}
