package dev.andon.sandbox.provider;

import dev.andon.sandbox.truth.Blemish;
import dev.andon.sandbox.truth.SceneTruth;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Judges pictures by looking them up: what the sandbox learned at the uplink is the answer, and
 * about a picture that it was told nothing of it is unsure. Thread-safe.
 */
final class ScriptedModel {

  private static final double SURE = 0.97;
  private static final int CACHE_UNIT = 128;
  private static final int SMALLEST_CACHED = 1024;

  private final TruthBook truths;
  private final Set<Integer> seenTexts = ConcurrentHashMap.newKeySet();
  private final JsonMapper json = JsonMapper.shared();

  ScriptedModel(TruthBook truths) {
    this.truths = truths;
  }

  ScriptedAnswer answer(ScriptedQuestion asked) {
    ObjectNode verdict = verdict(asked.images());
    String text =
        asked
            .schema()
            .map(schema -> SchemaFollower.follow(schema, verdict).toString())
            .orElseGet(() -> prose(asked, verdict));
    return new ScriptedAnswer(text, usage(asked, text));
  }

  private static String prose(ScriptedQuestion asked, ObjectNode verdict) {
    return asked.images().isEmpty()
        ? "This is the scripted provider's answer to " + asked.text().length() + " characters."
        : verdict.get("verdict").asString() + ": " + verdict.get("reason").asString();
  }

  /** A picture that nothing is known about is a comparison, beside one that something is. */
  private ObjectNode verdict(List<Pixels> images) {
    List<Optional<SceneTruth>> known = images.stream().map(i -> truths.about(i.sha256())).toList();
    List<Blemish> blemishes =
        known.stream().flatMap(Optional::stream).flatMap(t -> t.blemishes().stream()).toList();
    boolean bad =
        known.stream()
            .flatMap(Optional::stream)
            .anyMatch(t -> t.label() == SceneTruth.Label.DEFECT);
    if (bad) {
      return verdict("defect", "a defect is visible", blemishes);
    }
    return known.stream().allMatch(Optional::isEmpty)
        ? verdict("unsure", "nothing is known about this picture", List.of())
        : verdict("pass", "no defect is visible", List.of());
  }

  private ObjectNode verdict(String verdict, String reason, List<Blemish> blemishes) {
    ObjectNode node = json.createObjectNode();
    node.put("verdict", verdict);
    node.put("reason", reason);
    ArrayNode findings = node.putArray("findings");
    for (Blemish blemish : blemishes) {
      ObjectNode finding = findings.addObject();
      finding.put("class", blemish.className());
      finding.put("confidence", SURE);
      finding.put("x1", blemish.box().x1());
      finding.put("y1", blemish.box().y1());
      finding.put("x2", blemish.box().x2());
      finding.put("y2", blemish.box().y2());
    }
    return node;
  }

  /** A token is four characters; a text seen before is cached in units of 128 tokens from 1024. */
  private ScriptedUsage usage(ScriptedQuestion asked, String answer) {
    int text =
        tokens(asked.text()) + asked.schema().map(JsonNode::toString).map(s -> tokens(s)).orElse(0);
    boolean seen = !seenTexts.add(asked.text().hashCode());
    int cached = seen && text >= SMALLEST_CACHED ? text / CACHE_UNIT * CACHE_UNIT : 0;
    int images = asked.images().stream().mapToInt(Pixels::tokens).sum();
    return new ScriptedUsage((long) text + images, cached, (long) tokens(answer) * asked.answers());
  }

  private static int tokens(String text) {
    return text.length() / 4 + 1;
  }
}
