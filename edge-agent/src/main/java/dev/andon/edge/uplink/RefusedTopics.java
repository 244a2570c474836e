package dev.andon.edge.uplink;

import dev.andon.wire.StationId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the broker does not let this station publish. A refusal is no lost link: frames wait, and a
 * person has to change the broker's rules. Said once for each topic and reason, counted always,
 * forgotten when the broker takes a frame. Confined to the uplink's thread, except {@link
 * #trouble}.
 */
final class RefusedTopics {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedTopics.class);
  private static final int NOT_AUTHORISED = 0x87;
  private static final int TOPIC_INVALID = 0x90;
  private static final int TOO_LARGE = 0x95;
  private static final int QUOTA = 0x97;
  private static final int PAYLOAD_INVALID = 0x99;

  private final StationId station;
  private final Map<String, Integer> reasons = new LinkedHashMap<>();
  private volatile Optional<String> trouble = Optional.empty();

  RefusedTopics(StationId station) {
    this.station = station;
  }

  void refused(String topic, int reason) {
    Integer before = reasons.put(topic, reason);
    if (before == null || before != reason) {
      LOG.warn("station={} {}", station, words(topic, reason));
    }
    tell();
  }

  /** The broker took a frame. */
  void accepted() {
    if (!reasons.isEmpty()) {
      reasons.clear();
      LOG.info("station={} the broker takes frames again", station);
      tell();
    }
  }

  /** What a person has to do, in words for a page; empty while everything is taken. */
  Optional<String> trouble() {
    return trouble;
  }

  private void tell() {
    trouble =
        reasons.entrySet().stream()
            .findFirst()
            .map(first -> words(first.getKey(), first.getValue()));
  }

  private static String words(String topic, int reason) {
    String remedy =
        switch (reason) {
          case NOT_AUTHORISED ->
              "this login may not publish there; ./andon broker-config writes the rules that a"
                  + " broker needs";
          case TOPIC_INVALID -> "it does not allow this name";
          case TOO_LARGE -> "the message is too large for it; lower escalation.max_image_bytes";
          case QUOTA -> "a quota of its own is used up";
          case PAYLOAD_INVALID -> "it checks payloads and does not know ours";
          default -> "its log says why";
        };
    return "the broker refuses messages on "
        + topic
        + " (reason "
        + reason
        + "): "
        + remedy
        + "; frames wait in the outbox";
  }
}
