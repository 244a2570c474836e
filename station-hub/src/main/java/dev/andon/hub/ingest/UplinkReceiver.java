package dev.andon.hub.ingest;

import dev.andon.hub.ingest.mqtt.MqttLink;
import dev.andon.hub.ingest.station.Stations;
import dev.andon.hub.store.StoreException;
import dev.andon.wire.Confirmation;
import dev.andon.wire.Escalation;
import dev.andon.wire.Health;
import dev.andon.wire.Meta;
import dev.andon.wire.NotKnown;
import dev.andon.wire.Receipt;
import dev.andon.wire.Signed;
import dev.andon.wire.StationAllowance;
import dev.andon.wire.StationId;
import dev.andon.wire.StationState;
import dev.andon.wire.Topic;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import dev.andon.wire.WireMessage;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what stations say, decodes it and hands it to whom it concerns. A message is acknowledged
 * after everything it asks for is committed, is known to be refused, or could not be done; a
 * station sends again whatever it has no receipt for. Thread-safe; blocks its caller for the
 * commit.
 */
final class UplinkReceiver {
  private static final Logger LOG = LoggerFactory.getLogger(UplinkReceiver.class);

  private final WireCodec codec;
  private final EscalationIntake intake;
  private final EscalationStore escalations;
  private final Stations stations;
  private final Receipts receipts;
  private final IngestMeters meters;
  private final InstantSource clock;

  UplinkReceiver(
      WireCodec codec,
      EscalationIntake intake,
      EscalationStore escalations,
      Stations stations,
      Receipts receipts,
      IngestMeters meters,
      InstantSource clock) {
    this.codec = codec;
    this.intake = intake;
    this.escalations = escalations;
    this.stations = stations;
    this.receipts = receipts;
    this.meters = meters;
    this.clock = clock;
  }

  /** Handles one message; returns after it is safe and acknowledged. */
  void take(MqttLink.Delivery delivery) {
    try {
      read(delivery);
    } catch (StoreException outage) {
      LOG.debug("message not taken topic={} cause={}", delivery.topic(), outage.getMessage());
      meters.notTaken();
    } catch (RuntimeException notTaken) {
      // Unacknowledged, a few of these would use up the broker's window and stop the rest.
      LOG.error("message not taken topic={}", delivery.topic(), notTaken);
      meters.notTaken();
    }
    delivery.acknowledge().run();
  }

  private void read(MqttLink.Delivery delivery) {
    Optional<Topic> topic = Topic.parse(delivery.topic());
    if (topic.isEmpty() || topic.get() instanceof Topic.Down) {
      receipts.unreadable(
          delivery, Optional.empty(), "unknown_topic", "no topic that stations send to");
    } else if (delivery.payload().length > 0) {
      takeFrom(topic.get().station(), delivery);
    }
  }

  private void takeFrom(StationId station, MqttLink.Delivery delivery) {
    if (delivery.responseTopic().filter(t -> !own(station, t)).isPresent()) {
      receipts.refuse(
          delivery,
          Optional.of(station),
          "response_topic",
          "the response topic is outside the station's own prefix");
      return;
    }
    switch (codec.decode(delivery.payload())) {
      case WireCodec.Accepted(WireMessage message) -> take(station, delivery, message);
      case WireCodec.Rejected(var problem, var detail) ->
          receipts.unreadable(
              delivery, Optional.of(station), EscalationStore.word(problem), detail);
    }
  }

  private static boolean own(StationId station, String responseTopic) {
    return responseTopic.startsWith(Topic.ROOT + "/" + station + "/");
  }

  private void take(StationId station, MqttLink.Delivery delivery, WireMessage message) {
    Optional<StationId> says = sender(message);
    if (says.filter(s -> !s.equals(station)).isPresent()) {
      receipts.refuse(
          delivery,
          Optional.of(station),
          "station_mismatch",
          "the body is of station " + says.get() + ", the topic of " + station);
      return;
    }
    switch (message) {
      case Escalation escalation -> {
        meters.received(escalation.lane());
        stations.heard(station, clock.instant());
        intake.take(delivery, escalation);
      }
      case Confirmation confirmation -> {
        if (escalations.confirm(station, confirmation, clock.millis())) {
          meters.confirmed();
        }
      }
      case Meta meta -> {
        // The station keeps a batch of events, too, until it is known to be stored.
        switch (escalations.keep(meta, clock.millis())) {
          case FRESH -> receipts.stored(station, meta.id(), false);
          case REPEATED -> receipts.stored(station, meta.id(), true);
          case FOREIGN ->
              receipts.refuse(
                  delivery,
                  Optional.of(station),
                  "foreign_id",
                  "the id belongs to a batch of another station");
        }
      }
      case Health health -> stations.health(health, clock.instant());
      case StationState state -> {
        if (stations.state(state, clock.instant())) {
          escalations.sendSoon(station, clock.millis());
        }
      }
      case NotKnown stranger -> {
        // No confirmation: the station that did ask still gets the verdict.
        LOG.debug("verdict unknown there station={} id={}", station, stranger.escalationId());
        meters.notKnown();
        stations.notKnown(station, clock.instant());
      }
      case Receipt _, VerdictMessage _, StationAllowance _, Signed _ ->
          receipts.refuse(delivery, Optional.of(station), "unknown_type", "only the hub says this");
    }
  }

  private static Optional<StationId> sender(WireMessage message) {
    return switch (message) {
      case Escalation escalation -> Optional.of(escalation.station());
      case Meta meta -> Optional.of(meta.station());
      case Health health -> Optional.of(health.station());
      case StationState state -> Optional.of(state.station());
      case Confirmation _, NotKnown _, Receipt _, VerdictMessage _, StationAllowance _, Signed _ ->
          Optional.empty();
    };
  }
}
