package dev.andon.hub.cache;

import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.RawJson;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Answers as they lie in the store. Thread-safe. */
final class CompletionJson {
  private final JsonMapper mapper =
      JsonMapper.builder()
          .addModule(
              new SimpleModule("raw-json")
                  .addSerializer(RawJson.class, new RawWriter())
                  .addDeserializer(RawJson.class, new RawReader()))
          .build();

  String write(Completion completion) {
    return mapper.writeValueAsString(completion);
  }

  Completion read(String json) {
    return mapper.readValue(json, Completion.class);
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
