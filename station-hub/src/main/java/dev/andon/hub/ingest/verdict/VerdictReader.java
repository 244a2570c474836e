package dev.andon.hub.ingest.verdict;

import dev.andon.hub.json.JsonTree;
import dev.andon.wire.Box;
import dev.andon.wire.Verdict;
import dev.andon.wire.Verdict.Finding;
import dev.andon.wire.Verdict.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Reads a model's answer as a verdict. The gateway has checked it against the schema; what still
 * makes no sense is inconclusive, never a pass. Thread-safe.
 */
final class VerdictReader {
  private static final int MAX_ANSWER_CHARS = 200_000;
  private static final int MAX_FINDINGS = 1_000;

  /**
   * The verdict that {@code answer} spells out.
   *
   * @param crop what the picture shows of the frame; boxes are moved into the frame
   */
  Verdict read(String answer, Box crop) {
    Optional<JsonNode> tree =
        answer.length() > MAX_ANSWER_CHARS ? Optional.empty() : JsonTree.parse(answer);
    try {
      return tree.map(given -> verdict(given, crop)).orElseGet(VerdictReader::noJson);
    } catch (IllegalArgumentException outOfRange) {
      return noJson();
    }
  }

  private static Verdict verdict(JsonNode tree, Box crop) {
    return switch (tree.path("verdict").asString("")) {
      case "pass" -> pass(tree);
      case "defect" -> new Verdict.Defect(findings(tree.path("findings"), crop));
      case "unsure" -> new Verdict.Inconclusive(Reason.UNSURE);
      default -> unreadable("its verdict is none of pass, defect, unsure");
    };
  }

  private static Verdict noJson() {
    return unreadable("it is not the JSON that was asked for");
  }

  /** A pass that lists defects contradicts itself. */
  private static Verdict pass(JsonNode tree) {
    return tree.path("findings").isEmpty()
        ? new Verdict.Pass()
        : unreadable("it says pass and lists defects");
  }

  private static Verdict unreadable(String why) {
    return new Verdict.Inconclusive(Reason.UNSURE, "the model's answer cannot be used: " + why);
  }

  private static List<Finding> findings(JsonNode list, Box crop) {
    List<Finding> findings = new ArrayList<>();
    for (JsonNode item : list) {
      if (findings.size() < MAX_FINDINGS) {
        finding(item, crop).ifPresent(findings::add);
      }
    }
    return findings;
  }

  /** A finding without a usable box is dropped; the defect itself stands. */
  private static Optional<Finding> finding(JsonNode item, Box crop) {
    String label = item.path("class").asString("");
    int x1 = Math.clamp(item.path("x1").asInt(0), 0, crop.width() - 1);
    int y1 = Math.clamp(item.path("y1").asInt(0), 0, crop.height() - 1);
    int x2 = Math.clamp(item.path("x2").asInt(0), 0, crop.width());
    int y2 = Math.clamp(item.path("y2").asInt(0), 0, crop.height());
    if (label.isEmpty() || label.length() > 64 || x2 <= x1 || y2 <= y1) {
      return Optional.empty();
    }
    double confidence = Math.clamp(item.path("confidence").asDouble(0), 0.0, 1.0);
    Box box = new Box(x1, y1, x2, y2).shifted(crop.x1(), crop.y1());
    return Optional.of(new Finding(label, confidence, box));
  }
}
