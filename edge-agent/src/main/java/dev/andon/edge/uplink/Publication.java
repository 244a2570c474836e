package dev.andon.edge.uplink;

import java.util.Optional;
import java.util.UUID;

/**
 * One message for the broker, at least once (QoS 1). It never expires there: HiveMQ CE may stop
 * serving a subscriber whose message expired on the way (decision 12).
 *
 * @param topic where it goes
 * @param payload not copied, must not be changed
 * @param contentType MQTT 5 content type
 * @param correlation the escalation or batch that it is about
 * @param retained whether the broker keeps it for those who subscribe later
 */
public record Publication(
    String topic,
    byte[] payload,
    String contentType,
    Optional<UUID> correlation,
    boolean retained) {
  static final String CBOR = "application/cbor";

  /** Upper bound on headers and properties around topic and payload, in bytes. */
  private static final int OVERHEAD = 128;

  static Publication cbor(String topic, byte[] payload, Optional<UUID> correlation) {
    return new Publication(topic, payload, CBOR, correlation, false);
  }

  /** An upper bound on the whole MQTT packet, in bytes. */
  long packetBytes() {
    return (long) payload.length + topic.length() * 3L + OVERHEAD;
  }
}
