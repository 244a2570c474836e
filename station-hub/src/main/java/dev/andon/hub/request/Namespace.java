package dev.andon.hub.request;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The wall around cached answers: two requests may share one only if every field is equal. Field
 * names are declared by the key (plant, variant, view, station group, SKU …); a request that lacks
 * one has no namespace and by-passes the cache.
 *
 * @param fields name to value, case-sensitive, at most 16 of at most 256 characters each, none
 *     blank
 */
public record Namespace(SortedMap<String, String> fields) {
  private static final int MAX_FIELDS = 16;
  private static final int MAX_CHARS = 256;

  public Namespace(Map<String, String> fields) {
    this((SortedMap<String, String>) new TreeMap<>(fields));
  }

  public Namespace {
    if (fields.isEmpty() || fields.size() > MAX_FIELDS) {
      throw new IllegalArgumentException(
          "a namespace has 1 to " + MAX_FIELDS + " fields, not " + fields.size());
    }
    fields.forEach(Namespace::check);
    fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
  }

  /**
   * A text that is equal if and only if the fields are: length-prefixed, so that no value can
   * imitate a border.
   */
  public String canonical() {
    StringBuilder text = new StringBuilder();
    fields.forEach(
        (name, value) ->
            text.append(name.length())
                .append(':')
                .append(name)
                .append(value.length())
                .append(':')
                .append(value));
    return text.toString();
  }

  private static void check(String name, String value) {
    if (name.isBlank()
        || value.isBlank()
        || name.length() > MAX_CHARS
        || value.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          "namespace field '"
              + name
              + "' has a name and a value of 1 to "
              + MAX_CHARS
              + " characters");
    }
  }
}
