package dev.andon.hub.http;

import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.RawJson;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes a small JSON answer. Confined to one answer. */
public final class JsonOut {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private final JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes);

  /** The bytes of one object. */
  public static byte[] bytes(java.util.function.Consumer<JsonOut> members) {
    JsonOut out = new JsonOut();
    out.object(() -> members.accept(out));
    out.json.close();
    return out.bytes.toByteArray();
  }

  public void object(Runnable members) {
    json.writeStartObject();
    members.run();
    json.writeEndObject();
  }

  public void object(String name, Runnable members) {
    json.writeName(name);
    object(members);
  }

  public void array(String name, Runnable elements) {
    json.writeName(name);
    json.writeStartArray();
    elements.run();
    json.writeEndArray();
  }

  public void field(String name, String value) {
    json.writeStringProperty(name, value);
  }

  public void field(String name, long value) {
    json.writeNumberProperty(name, value);
  }

  public void field(String name, double value) {
    json.writeNumberProperty(name, value);
  }

  public void field(String name, boolean value) {
    json.writeBooleanProperty(name, value);
  }

  public void field(String name, Optional<String> value) {
    value.ifPresent(v -> field(name, v));
  }

  /** The value, or JSON's null. */
  public void nullable(String name, Optional<String> value) {
    if (value.isPresent()) {
      field(name, value.get());
    } else {
      json.writeNullProperty(name);
    }
  }

  public void nul(String name) {
    json.writeNullProperty(name);
  }

  public void raw(String name, RawJson value) {
    json.writeName(name);
    json.writeRawValue(value.text());
  }

  /** An element of an array that is JSON already. */
  public void rawElement(RawJson value) {
    json.writeRawValue(value.text());
  }

  public void element(String value) {
    json.writeString(value);
  }

  /** Fields of a provider's answer that are not known, unless their name is taken. */
  public void extra(Iterable<JsonField> fields, Set<String> taken) {
    for (JsonField field : fields) {
      if (!taken.contains(field.name())) {
        raw(field.name(), field.value());
      }
    }
  }
}
