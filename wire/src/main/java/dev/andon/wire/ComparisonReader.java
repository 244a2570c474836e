package dev.andon.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/**
 * Reads a picture field by field and passes over whatever else stands there, without building it in
 * memory: a later version may send another form, and a hostile station anything.
 */
final class ComparisonReader extends ValueDeserializer<Comparison> {

  @Override
  public Comparison deserialize(JsonParser in, DeserializationContext context) {
    if (!in.isExpectedStartObjectToken()) {
      in.skipChildren();
      return new Comparison.Unusable("it is no map");
    }
    Fields fields = new Fields();
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      in.nextToken();
      fields.read(name, in);
    }
    return fields.comparison();
  }

  @Override
  public Object getNullValue(DeserializationContext context) {
    return Comparison.NONE;
  }

  @Override
  public Object getAbsentValue(DeserializationContext context) {
    return Comparison.NONE;
  }

  /** What was found so far. */
  private static final class Fields {
    private @Nullable String mediaType;
    private @Nullable String sha256;
    private byte @Nullable [] bytes;
    private @Nullable Integer x1;
    private @Nullable Integer y1;
    private @Nullable Integer x2;
    private @Nullable Integer y2;

    void read(String name, JsonParser in) {
      switch (name) {
        case "media_type" -> mediaType = text(in);
        case "sha256" -> sha256 = text(in);
        case "bytes" -> bytes = bytes(in);
        case "crop" -> crop(in);
        default -> in.skipChildren();
      }
    }

    private static @Nullable String text(JsonParser in) {
      in.skipChildren();
      return in.currentToken() == JsonToken.VALUE_STRING ? in.getString() : null;
    }

    private static byte @Nullable [] bytes(JsonParser in) {
      in.skipChildren();
      return in.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT ? in.getBinaryValue() : null;
    }

    private void crop(JsonParser in) {
      if (!in.isExpectedStartObjectToken()) {
        in.skipChildren();
        return;
      }
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = in.currentName();
        in.nextToken();
        side(name, in);
      }
    }

    private void side(String name, JsonParser in) {
      Integer value = whole(in);
      switch (name) {
        case "x1" -> x1 = value;
        case "y1" -> y1 = value;
        case "x2" -> x2 = value;
        case "y2" -> y2 = value;
        default -> {}
      }
    }

    private static @Nullable Integer whole(JsonParser in) {
      in.skipChildren();
      boolean whole =
          in.currentToken() == JsonToken.VALUE_NUMBER_INT
              && in.getNumberType() == JsonParser.NumberType.INT;
      return whole ? in.getIntValue() : null;
    }

    Comparison comparison() {
      if (mediaType == null || sha256 == null || bytes == null) {
        return new Comparison.Unusable("its media_type, sha256 or bytes are missing");
      }
      if (x1 == null || y1 == null || x2 == null || y2 == null) {
        return new Comparison.Unusable("its crop is no box");
      }
      try {
        return new Comparison.Shown(new Image(mediaType, new Box(x1, y1, x2, y2), sha256, bytes));
      } catch (IllegalArgumentException outOfRange) {
        return new Comparison.Unusable(Texts.shortened(String.valueOf(outOfRange.getMessage())));
      }
    }
  }
}
