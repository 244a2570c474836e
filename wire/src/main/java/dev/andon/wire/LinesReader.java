package dev.andon.wire;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/**
 * Reads lines for people that a message may carry: at most {@link Health#MAX_LINES}, each shortened
 * to {@link Health#MAX_LINE}. Whatever else stands there is passed over: nothing depends on them,
 * and messages of before have none.
 */
final class LinesReader extends ValueDeserializer<List<String>> {

  @Override
  public List<String> deserialize(JsonParser in, DeserializationContext context) {
    if (!in.isExpectedStartArrayToken()) {
      in.skipChildren();
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (in.currentToken() == JsonToken.VALUE_STRING && lines.size() < Health.MAX_LINES) {
        String line = in.getString();
        lines.add(line.substring(0, Math.min(line.length(), Health.MAX_LINE)));
      } else {
        in.skipChildren();
      }
    }
    return lines;
  }

  @Override
  public Object getNullValue(DeserializationContext context) {
    return List.of();
  }

  @Override
  public Object getAbsentValue(DeserializationContext context) {
    return List.of();
  }
}
