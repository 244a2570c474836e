package dev.andon.hub.json;

import dev.andon.hub.chat.RawJson;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Maps JSON to records and back, for the hub's own files and operators' small bodies; too slow for
 * what callers send. Raw JSON in a record is a string. Thread-safe.
 */
public final class JsonRecords {
  /** Members are called as the record's fields; what is not known is passed over. */
  public static final JsonRecords AS_NAMED = new JsonRecords(builder().build());

  /** Members are called as the record's fields in snake_case; what is not known is refused. */
  public static final JsonRecords STRICT =
      new JsonRecords(
          builder()
              .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
              .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .build());

  private final JsonMapper mapper;

  private JsonRecords(JsonMapper mapper) {
    this.mapper = mapper;
  }

  private static JsonMapper.Builder builder() {
    return JsonMapper.builder()
        .addModule(
            new SimpleModule("raw-json")
                .addSerializer(RawJson.class, new RawWriter())
                .addDeserializer(RawJson.class, new RawReader()));
  }

  public String write(Object value) {
    return mapper.writeValueAsString(value);
  }

  /**
   * The record in {@code json}.
   *
   * @throws BadJson saying what is wrong with it
   */
  public <T> T read(String json, Class<T> type) {
    return read(json.getBytes(StandardCharsets.UTF_8), type);
  }

  /** The same from UTF-8. */
  public <T> T read(byte[] json, Class<T> type) {
    try {
      return mapper.readValue(json, type);
    } catch (JacksonException broken) {
      throw new BadJson(broken.getOriginalMessage());
    }
  }

  private static final class RawWriter extends StdSerializer<RawJson> {
    RawWriter() {
      super(RawJson.class);
    }

    @Override
    public void serialize(RawJson value, JsonGenerator json, SerializationContext context) {
      json.writeString(value.text());
    }
  }

  private static final class RawReader extends StdDeserializer<RawJson> {
    RawReader() {
      super(RawJson.class);
    }

    @Override
    public RawJson deserialize(JsonParser json, DeserializationContext context) {
      return RawJson.of(json.getString());
    }
  }
}
