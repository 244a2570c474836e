package dev.andon.hub.json;

import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.RawJson;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The members of one small object in the order of their names, as received; of two with one name
 * the last counts. Not to be changed once made.
 */
public record JsonMembers(SortedMap<String, RawJson> values) {

  /**
   * The members of {@code object}.
   *
   * @throws BadJson if it is no object
   */
  public static JsonMembers of(RawJson object) {
    SortedMap<String, RawJson> values = new TreeMap<>();
    try (JsonCursor json = JsonCursor.over(object)) {
      json.object(name -> values.put(name, json.raw()));
    }
    return new JsonMembers(values);
  }

  public Optional<RawJson> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /**
   * A string; JSON's null counts as none.
   *
   * @throws BadJson if the value is neither
   */
  public Optional<String> text(String name) {
    return get(name).filter(value -> !value.text().equals("null")).map(JsonMembers::string);
  }

  /**
   * A string.
   *
   * @throws BadJson if the value is anything else, null included
   */
  public Optional<String> strictText(String name) {
    return get(name).map(JsonMembers::string);
  }

  /** All but those in {@code known}. */
  public List<JsonField> others(List<String> known) {
    return values.entrySet().stream()
        .filter(e -> !known.contains(e.getKey()))
        .map(e -> new JsonField(e.getKey(), e.getValue()))
        .toList();
  }

  private static String string(RawJson value) {
    try (JsonCursor json = JsonCursor.over(value)) {
      return json.text();
    }
  }
}
