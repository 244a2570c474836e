package dev.andon.hub.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A trail in words, from the JSON that the hub keeps. */
final class TrailText {
  private TrailText() {}

  static List<String> lines(JsonNode trail) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s  %s  %s".formatted(text(trail, "id"), text(trail, "received"), text(trail, "outcome")));
    lines.add(
        "  asked    %s for %s (%s lane) by %s, %,d bytes"
            .formatted(
                text(trail, "door"),
                text(trail, "model"),
                text(trail, "lane"),
                who(trail),
                trail.path("body_bytes").asLong()));
    lines.add("  route    " + orNone(text(trail, "route")));
    JsonNode cache = trail.path("cache");
    String reason = text(cache, "reason");
    lines.add("  cache    " + text(cache, "status") + (reason.isEmpty() ? "" : ": " + reason));
    trail.path("steps").forEach(step -> lines.add("  " + step(step)));
    lines.add(
        "  took     %s ms, of it %s ms with providers; cost %s"
            .formatted(
                text(trail, "took_ms"), text(trail, "upstream_ms"), orNone(text(trail, "cost"))));
    return lines;
  }

  private static String who(JsonNode trail) {
    String caller = text(trail, "caller");
    String key = text(trail, "key");
    return caller.equals("key") ? "key " + orNone(key) : caller;
  }

  private static String step(JsonNode step) {
    String candidate = text(step, "candidate");
    if (!step.path("skipped").isMissingNode()) {
      return "skipped  %s: %s, %s"
          .formatted(candidate, text(step, "skipped"), text(step, "detail"));
    }
    String failure =
        text(step, "result").equals("failed")
            ? ": %s%s, %s"
                .formatted(
                    text(step, "error"),
                    step.path("http_status").isMissingNode() ? "" : " " + text(step, "http_status"),
                    text(step, "detail"))
            : "";
    return "attempt%s %s (%s, key %s) %s%s; %s ms; held %s, cost %s"
        .formatted(
            text(step, "attempt"),
            candidate,
            text(step, "cause"),
            orNone(text(step, "key")),
            text(step, "result"),
            failure,
            text(step, "took_ms"),
            orNone(text(step, "hold")),
            orNone(text(step, "cost")));
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "none" : text;
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asString("");
  }
}
