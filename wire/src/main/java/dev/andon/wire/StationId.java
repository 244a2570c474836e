package dev.andon.wire;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Where a message comes from: plant, line and station, written {@code plant/line/station}.
 *
 * <p>Each part becomes one level of an MQTT topic, so it holds 1–64 letters, digits, dots, dashes
 * or underscores.
 */
public record StationId(String plant, String line, String station) {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  public StationId {
    check("plant", plant);
    check("line", line);
    check("station", station);
  }

  /** Reads {@code plant/line/station}; throws IllegalArgumentException for anything else. */
  @JsonCreator
  public static StationId parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "station id must be plant/line/station, but is '" + Texts.shortened(text) + "'");
    }
    return new StationId(parts[0], parts[1], parts[2]);
  }

  @Override
  @JsonValue
  public String toString() {
    return plant + "/" + line + "/" + station;
  }

  private static void check(String name, String value) {
    if (!PART.matcher(value).matches()) {
      throw new IllegalArgumentException(
          name
              + " must be 1-64 letters, digits, dots, dashes or underscores, but is '"
              + Texts.shortened(value)
              + "'");
    }
  }
}
