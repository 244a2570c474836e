package dev.andon.hub.ingest;

import dev.andon.hub.ingest.mqtt.MqttLink;
import dev.andon.hub.ingest.station.Complaints;
import dev.andon.wire.Escalation;
import dev.andon.wire.Receipt;
import dev.andon.wire.StationId;
import dev.andon.wire.Topic;
import dev.andon.wire.WireCodec;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stations are told about their messages, and what is kept of those that are refused.
 * Thread-safe.
 */
final class Receipts {
  private static final Logger LOG = LoggerFactory.getLogger(Receipts.class);

  /** Of a message that cannot be read: enough to see what it was. */
  private static final int KEPT_BYTES = 4_096;

  private static final byte[] NOTHING = {};

  private final MqttLink link;
  private final WireCodec codec;
  private final EvidenceStore evidence;
  private final Complaints complaints;
  private final IngestMeters meters;
  private final InstantSource clock;

  Receipts(
      MqttLink link,
      WireCodec codec,
      EvidenceStore evidence,
      Complaints complaints,
      IngestMeters meters,
      InstantSource clock) {
    this.link = link;
    this.codec = codec;
    this.evidence = evidence;
    this.complaints = complaints;
    this.meters = meters;
    this.clock = clock;
  }

  /** The hub has it: the station may forget it. */
  void stored(StationId station, UUID id, boolean repeated) {
    receipt(station, id, new Receipt.Stored(repeated));
  }

  /** The hub cannot take it now: the station sends it again. */
  void defer(StationId station, UUID escalation, Receipt.Deferred deferred) {
    meters.deferred(deferred.code());
    receipt(station, escalation, deferred);
  }

  /** Its beginning is kept, for whoever wants to know what it was. */
  void unreadable(
      MqttLink.Delivery delivery, Optional<StationId> station, String code, String detail) {
    byte[] payload = delivery.payload();
    byte[] beginning = Arrays.copyOf(payload, Math.min(KEPT_BYTES, payload.length));
    refuse(delivery, station, code, detail, beginning);
  }

  /** It was read, so what it was is said in words, and no picture is kept. */
  void refuse(MqttLink.Delivery delivery, Optional<StationId> station, String code, String detail) {
    refuse(delivery, station, code, detail, NOTHING);
  }

  /** Notes the message, counts it, and tells the station where it can be told. */
  private void refuse(
      MqttLink.Delivery delivery,
      Optional<StationId> station,
      String code,
      String detail,
      byte[] kept) {
    meters.refused(code);
    if (complaints.isWorthALine(station)) {
      LOG.warn("message refused topic={} code={} detail={}", delivery.topic(), code, detail);
      evidence.quarantine(delivery.topic(), code, detail, kept, delivery.payload().length);
      meters.quarantined();
    }
    Optional<UUID> id = delivery.correlation().or(() -> escalationId(delivery.payload()));
    if (station.isPresent() && id.isPresent()) {
      receipt(station.get(), id.get(), new Receipt.Refused(code, detail));
    }
  }

  private void receipt(StationId station, UUID escalation, Receipt.Outcome outcome) {
    String topic = new Topic.Down(station, Topic.DownChannel.RECEIPT).text();
    Receipt receipt = new Receipt(escalation, outcome, Optional.of(clock.instant()));
    if (!link.publish(topic, codec.encode(receipt))) {
      LOG.debug("receipt not sent, the station will ask again escalation={}", escalation);
    }
  }

  private Optional<UUID> escalationId(byte[] payload) {
    return codec.decode(payload) instanceof WireCodec.Accepted(Escalation escalation)
        ? Optional.of(escalation.id())
        : Optional.empty();
  }
}
