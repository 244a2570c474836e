package dev.andon.vision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a {@code manifest.json}; keys that only people read (data, metrics, reference, licence) are
 * left alone. Pure.
 */
final class ManifestReader {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ManifestReader() {}

  /**
   * Parses a manifest.
   *
   * @throws IllegalArgumentException naming the key that is missing or wrong
   */
  static Manifest read(byte[] json) {
    JsonNode root = parse(json);
    if (root.has("kind")) {
      throw new IllegalArgumentException(
          "it is a bundle of the kind " + root.path("kind") + ", not a triage model");
    }
    List<String> classes = strings(root.path("classes"), "classes");
    List<String> outputs =
        strings(at(root, "outputs", "logits", "classes"), "outputs.logits.classes");
    if (!outputs.equals(classes)) {
      throw new IllegalArgumentException(
          "classes " + classes + " differ from outputs.logits.classes " + outputs);
    }
    return new Manifest(
        string(root.path("name"), "name"),
        string(root.path("version"), "version"),
        string(root.path("preprocessing"), "preprocessing"),
        (int) number(at(root, "outputs", "embedding", "size"), "outputs.embedding.size"),
        classes,
        numbers(root.path("temperature")),
        bands(root.path("bands")),
        trainedOn(root.path("trained_on")),
        files(root.path("files")));
  }

  /** What kind of bundle a manifest is about; empty for a triage model. */
  static String kind(byte[] json) {
    return parse(json).path("kind").asString("");
  }

  /**
   * Parses the manifest of a backbone of patch memories.
   *
   * @throws IllegalArgumentException naming the key that is missing or wrong
   */
  static PatchManifest readPatches(byte[] json) {
    JsonNode root = parse(json);
    String kind = string(root.path("kind"), "kind");
    if (!kind.equals(PatchBundle.KIND)) {
      throw new IllegalArgumentException(
          "kind must be \"" + PatchBundle.KIND + "\", got \"" + kind + "\"");
    }
    return new PatchManifest(
        string(root.path("name"), "name"),
        string(root.path("version"), "version"),
        string(root.path("preprocessing"), "preprocessing"),
        channels(root, "stride8"),
        channels(root, "stride16"),
        files(root.path("files")));
  }

  private static int channels(JsonNode root, String output) {
    return (int) number(at(root, "outputs", output, "channels"), "outputs." + output + ".channels");
  }

  private static JsonNode parse(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("manifest.json is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Absent in bundles whose class scores decide nothing by themselves. */
  private static Set<String> trainedOn(JsonNode node) {
    return node.isMissingNode() ? Set.of() : new LinkedHashSet<>(strings(node, "trained_on"));
  }

  private static Map<String, Double> numbers(JsonNode node) {
    Map<String, Double> values = new LinkedHashMap<>();
    node.properties().forEach(e -> values.put(e.getKey(), number(e.getValue(), e.getKey())));
    return values;
  }

  private static Map<String, Band> bands(JsonNode node) {
    Map<String, Band> bands = new LinkedHashMap<>();
    node.properties()
        .forEach(e -> bands.put(e.getKey(), band(e.getValue(), "bands." + e.getKey())));
    return bands;
  }

  private static Band band(JsonNode node, String key) {
    return new Band(
        number(node.path("accept_below"), key + ".accept_below"),
        number(node.path("reject_above"), key + ".reject_above"));
  }

  private static Map<String, Manifest.FileEntry> files(JsonNode node) {
    Map<String, Manifest.FileEntry> files = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = "files." + entry.getKey();
      files.put(
          entry.getKey(),
          new Manifest.FileEntry(
              string(entry.getValue().path("sha256"), key + ".sha256"),
              (long) number(entry.getValue().path("bytes"), key + ".bytes")));
    }
    return files;
  }

  private static JsonNode at(JsonNode root, String... path) {
    JsonNode node = root;
    for (String key : path) {
      node = node.path(key);
    }
    return node;
  }

  private static String string(JsonNode node, String key) {
    if (!node.isString() || node.stringValue().isBlank()) {
      throw new IllegalArgumentException(key + " must be a text");
    }
    return node.stringValue();
  }

  private static double number(JsonNode node, String key) {
    if (!node.isNumber()) {
      throw new IllegalArgumentException(key + " must be a number");
    }
    return node.doubleValue();
  }

  private static List<String> strings(JsonNode node, String key) {
    if (!node.isArray()) {
      throw new IllegalArgumentException(key + " must be a list of texts");
    }
    List<String> values = new ArrayList<>();
    for (JsonNode each : node) {
      values.add(string(each, key));
    }
    return values;
  }
}
