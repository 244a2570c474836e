package dev.andon.hub.ingest;

import dev.andon.hub.account.Roster;
import dev.andon.hub.ingest.mqtt.MqttLink;
import dev.andon.hub.ingest.station.Complaints;
import dev.andon.hub.ingest.station.Inflow;
import dev.andon.wire.DeferCode;
import dev.andon.wire.Receipt;
import dev.andon.wire.StationId;
import dev.andon.wire.Topic;
import dev.andon.wire.WireCodec;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may speak at the stations' door, and how fast, decided from topic and size alone, before
 * anything is decoded or kept. A station that the plant does not have is asked to come again: its
 * frames stay with it until somebody adds it to the configuration. Thread-safe.
 */
final class StationGate {
  private static final Logger LOG = LoggerFactory.getLogger(StationGate.class);
  private static final long AGAIN_MS = 60_000;

  private final Inflow inflow;
  private final Complaints complaints;
  private final MqttLink link;
  private final IngestMeters meters;
  private final Consumer<MqttLink.Delivery> inside;
  private final WireCodec codec = new WireCodec();
  private volatile Roster roster;

  /**
   * @param inside takes what may come in, and acknowledges it
   */
  StationGate(
      Roster roster,
      Inflow inflow,
      Complaints complaints,
      MqttLink link,
      IngestMeters meters,
      Consumer<MqttLink.Delivery> inside) {
    this.roster = roster;
    this.inflow = inflow;
    this.complaints = complaints;
    this.link = link;
    this.meters = meters;
    this.inside = inside;
  }

  /** Another configuration is in force. */
  void admit(Roster next) {
    roster = next;
  }

  Roster roster() {
    return roster;
  }

  void take(MqttLink.Delivery delivery) {
    Optional<Topic> topic = Topic.parse(delivery.topic());
    Optional<StationId> station = topic.map(Topic::station);
    Optional<String> objection =
        station.flatMap(s -> roster.objection(s.plant(), s.line(), s.station()));
    Optional<StationId> known = objection.isPresent() ? Optional.empty() : station;
    if (!inflow.allows(known, delivery.payload().length)) {
      meters.turnedAway("too_fast");
      tooFast(station);
      delivery.acknowledge().run();
    } else if (objection.isPresent()) {
      meters.turnedAway("unknown_station");
      notOfThisPlant(topic.orElseThrow(), delivery, objection.get());
      delivery.acknowledge().run();
    } else {
      inside.accept(delivery);
    }
  }

  /** Acknowledged, or it would use up the broker's window; without a receipt it comes again. */
  private void tooFast(Optional<StationId> station) {
    if (complaints.isWorthALine(station)) {
      LOG.warn(
          "message dropped unread: the station sends faster than station_rate station={}",
          station.map(StationId::toString).orElse("(none)"));
    }
  }

  private void notOfThisPlant(Topic topic, MqttLink.Delivery delivery, String objection) {
    if (complaints.isWorthALine(Optional.empty())) {
      LOG.warn("message refused topic={} code=unknown_station: {}", topic.text(), objection);
    }
    if (waitsForAReceipt(topic) && delivery.correlation().isPresent()) {
      Receipt receipt =
          new Receipt(
              delivery.correlation().get(), DeferCode.UNKNOWN_STATION.receipt(objection, AGAIN_MS));
      String back = new Topic.Down(topic.station(), Topic.DownChannel.RECEIPT).text();
      var _ = link.publish(back, codec.encode(receipt));
    }
  }

  private static boolean waitsForAReceipt(Topic topic) {
    return topic instanceof Topic.Up(StationId _, Topic.UpChannel channel)
        && (channel == Topic.UpChannel.FRAME
            || channel == Topic.UpChannel.REPLAY
            || channel == Topic.UpChannel.META);
  }
}
