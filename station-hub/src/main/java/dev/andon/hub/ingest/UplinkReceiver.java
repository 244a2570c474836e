package dev.andon.hub.ingest;

import dev.andon.hub.ingest.mqtt.MqttLink;
import dev.andon.hub.ingest.verdict.ComparisonCheck;
import dev.andon.hub.store.StoreException;
import dev.andon.hub.time.Deadline;
import dev.andon.hub.time.Ticker;
import dev.andon.wire.Comparison;
import dev.andon.wire.Confirmation;
import dev.andon.wire.Escalation;
import dev.andon.wire.Health;
import dev.andon.wire.Lane;
import dev.andon.wire.Meta;
import dev.andon.wire.NotKnown;
import dev.andon.wire.Receipt;
import dev.andon.wire.Signed;
import dev.andon.wire.StationId;
import dev.andon.wire.StationState;
import dev.andon.wire.Topic;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import dev.andon.wire.WireMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what stations say: decode → check → store → receipt → judging queue. A message is
 * acknowledged after everything it asks for is committed, is known to be refused, or could not be
 * done; a station sends again whatever it has no receipt for. Thread-safe; blocks its caller for
 * the commit.
 */
final class UplinkReceiver {
  private static final Logger LOG = LoggerFactory.getLogger(UplinkReceiver.class);
  private static final long LATER_MS = 10_000;
  private static final int LOCKS = 64;

  /** Of a message that cannot be read: enough to see what it was. */
  private static final int KEPT_BYTES = 4_096;

  private static final byte[] NOTHING = {};

  /** Below this rest of a deadline nobody waits for the answer any more. */
  private static final Duration HOPELESS = Duration.ofMillis(50);

  private final EscalationStore escalations;
  private final EvidenceStore evidence;
  private final JudgingQueue judgingQueue;
  private final VerdictSender verdictSender;
  private final Stations stations;
  private final BudgetPause pause;
  private final MqttLink link;
  private final IngestMeters meters;
  private final InstantSource clock;
  private final Ticker ticker;
  private final Faults faults;
  private final Duration margin;
  private final Duration grace;
  private final Duration replayLimit;
  private final WireCodec codec;
  private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

  UplinkReceiver(
      IngestConfig config,
      int maxMessageBytes,
      EscalationStore escalations,
      EvidenceStore evidence,
      JudgingQueue judgingQueue,
      VerdictSender verdictSender,
      Stations stations,
      BudgetPause pause,
      MqttLink link,
      IngestMeters meters,
      InstantSource clock,
      Ticker ticker,
      Faults faults) {
    this.escalations = escalations;
    this.evidence = evidence;
    this.judgingQueue = judgingQueue;
    this.verdictSender = verdictSender;
    this.stations = stations;
    this.pause = pause;
    this.link = link;
    this.meters = meters;
    this.clock = clock;
    this.ticker = ticker;
    this.faults = faults;
    this.margin = config.margin();
    this.grace = config.grace();
    this.replayLimit = config.replayLimit();
    this.codec = new WireCodec(maxMessageBytes);
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
      unreadable(delivery, Optional.empty(), "unknown_topic", "no topic that stations send to");
    } else if (delivery.payload().length > 0) {
      takeFrom(topic.get().station(), delivery);
    }
  }

  private void takeFrom(StationId station, MqttLink.Delivery delivery) {
    if (delivery.responseTopic().filter(t -> !own(station, t)).isPresent()) {
      refuse(
          delivery,
          Optional.of(station),
          "response_topic",
          "the response topic is outside the station's own prefix");
      return;
    }
    switch (codec.decode(delivery.payload())) {
      case WireCodec.Accepted(WireMessage message) -> take(station, delivery, message);
      case WireCodec.Rejected(var problem, var detail) ->
          unreadable(delivery, Optional.of(station), EscalationStore.word(problem), detail);
    }
  }

  private static boolean own(StationId station, String responseTopic) {
    return responseTopic.startsWith(Topic.ROOT + "/" + station + "/");
  }

  private void take(StationId station, MqttLink.Delivery delivery, WireMessage message) {
    Optional<StationId> says = sender(message);
    if (says.filter(s -> !s.equals(station)).isPresent()) {
      refuse(
          delivery,
          Optional.of(station),
          "station_mismatch",
          "the body is of station " + says.get() + ", the topic of " + station);
      return;
    }
    switch (message) {
      case Escalation escalation -> escalation(station, delivery, escalation);
      case Confirmation confirmation -> {
        if (escalations.confirm(station, confirmation, clock.millis())) {
          meters.confirmed();
        }
      }
      case Meta meta -> {
        // The station keeps a batch of events, too, until it is known to be stored.
        switch (escalations.keep(meta, clock.millis())) {
          case FRESH -> receipt(station, meta.id(), new Receipt.Stored(false));
          case REPEATED -> receipt(station, meta.id(), new Receipt.Stored(true));
          case FOREIGN ->
              refuse(
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
      case Receipt _, VerdictMessage _, Signed _ ->
          refuse(delivery, Optional.of(station), "unknown_type", "only the hub says this");
    }
  }

  private static Optional<StationId> sender(WireMessage message) {
    return switch (message) {
      case Escalation escalation -> Optional.of(escalation.station());
      case Meta meta -> Optional.of(meta.station());
      case Health health -> Optional.of(health.station());
      case StationState state -> Optional.of(state.station());
      case Confirmation _, NotKnown _, Receipt _, VerdictMessage _, Signed _ -> Optional.empty();
    };
  }

  private void escalation(StationId station, MqttLink.Delivery delivery, Escalation escalation) {
    long arrived = ticker.nanos();
    meters.received(escalation.lane());
    stations.heard(station, clock.instant());
    if (!escalation.image().intact()) {
      refuse(delivery, Optional.of(station), "image_hash", "the picture is not the one hashed");
      return;
    }
    Optional<Receipt.Deferred> notNow = notNow(station);
    if (notNow.isPresent()) {
      defer(station, escalation.id(), notNow.get());
      return;
    }
    try {
      store(station, delivery, usable(escalation), arrived);
    } catch (StoreException full) {
      // The store tells of its outage itself, once.
      LOG.debug("escalation not stored id={} cause={}", escalation.id(), full.getMessage());
      notStored(station, escalation.id(), "store_unavailable");
    } catch (RuntimeException bug) {
      LOG.error("escalation not stored id={}", escalation.id(), bug);
      notStored(station, escalation.id(), "hub_error");
    }
  }

  /** Whatever is wrong with what helps, the question itself is taken. */
  private Escalation usable(Escalation escalation) {
    Optional<ComparisonCheck.Problem> problem = ComparisonCheck.problem(escalation.comparison());
    if (problem.isEmpty()) {
      return escalation;
    }
    meters.comparisonDropped(problem.get().code());
    if (stations.complaints().isWorthALine(Optional.of(escalation.station()))) {
      LOG.warn(
          "comparison dropped escalation={} code={} detail={}",
          escalation.id(),
          problem.get().code(),
          problem.get().detail());
    }
    return escalation.with(Comparison.NONE);
  }

  private void notStored(StationId station, UUID escalation, String code) {
    defer(station, escalation, new Receipt.Deferred(code, "the hub cannot store it now", LATER_MS));
  }

  private Optional<Receipt.Deferred> notNow(StationId station) {
    if (judgingQueue.full()) {
      return Optional.of(
          new Receipt.Deferred("busy", "the hub has too many escalations waiting", LATER_MS));
    }
    return pause
        .of(station.line())
        .map(
            p ->
                new Receipt.Deferred(
                    "budget_exceeded", bounded(p.message()), p.remaining().toMillis()));
  }

  private static String bounded(String message) {
    String text = message.isBlank() ? "the line's budget is spent" : message;
    return text.substring(0, Math.min(1_000, text.length()));
  }

  private void store(
      StationId station, MqttLink.Delivery delivery, Escalation escalation, long arrived) {
    if (faults.receiptBeforeCommit()) {
      receipt(station, escalation.id(), new Receipt.Stored(false));
    }
    faults.beforeCommit(escalation.id());
    switch (keep(escalation)) {
      case EscalationStore.Taken.New(EscalationStore.Case file) -> {
        meters.stored();
        judgingQueue.add(entry(file, escalation, arrived));
        receipt(station, file.id(), new Receipt.Stored(false));
      }
      case EscalationStore.Taken.Repeat(Optional<VerdictMessage> verdict) -> {
        meters.repeated();
        receipt(station, escalation.id(), new Receipt.Stored(true));
        verdict.ifPresent(v -> verdictSender.send(station, v));
      }
      case EscalationStore.Taken.Foreign _ ->
          refuse(delivery, Optional.of(station), "foreign_id", "the id belongs to another station");
    }
  }

  /**
   * Whose id it is comes first, so that what is refused leaves no picture. Two of one id wait for
   * each other: otherwise both could find it free.
   */
  private EscalationStore.Taken keep(Escalation escalation) {
    synchronized (locks[Math.floorMod(escalation.id().hashCode(), locks.length)]) {
      Optional<StationId> owner =
          escalations.find(escalation.id()).map(EscalationStore.Case::station);
      if (owner.filter(other -> !other.equals(escalation.station())).isPresent()) {
        return new EscalationStore.Taken.Foreign(owner.get());
      }
      evidence.keep(escalation);
      return escalations.take(escalation, clock.millis());
    }
  }

  /** A live escalation with hardly any time left is judged with those nobody waits for. */
  private JudgingQueue.Entry entry(
      EscalationStore.Case file, Escalation escalation, long arrivedNanos) {
    Duration left = Duration.ofMillis(escalation.deadlineRemainingMs()).minus(margin);
    boolean live = escalation.lane() == Lane.LIVE && left.compareTo(HOPELESS) > 0;
    return live
        ? new JudgingQueue.Entry(
            file,
            dev.andon.hub.request.RequestLane.LIVE,
            new Deadline(ticker, arrivedNanos + left.toNanos(), grace))
        : new JudgingQueue.Entry(
            file, dev.andon.hub.request.RequestLane.REPLAY, Deadline.after(replayLimit, ticker));
  }

  private void receipt(StationId station, UUID escalation, Receipt.Outcome outcome) {
    String topic = new Topic.Down(station, Topic.DownChannel.RECEIPT).text();
    if (!link.publish(topic, codec.encode(new Receipt(escalation, outcome)))) {
      LOG.debug("receipt not sent, the station will ask again escalation={}", escalation);
    }
  }

  private void defer(StationId station, UUID escalation, Receipt.Deferred deferred) {
    meters.deferred(deferred.code());
    receipt(station, escalation, deferred);
  }

  /** Its beginning is kept, for whoever wants to know what it was. */
  private void unreadable(
      MqttLink.Delivery delivery, Optional<StationId> station, String code, String detail) {
    byte[] payload = delivery.payload();
    byte[] beginning = Arrays.copyOf(payload, Math.min(KEPT_BYTES, payload.length));
    refuse(delivery, station, code, detail, beginning);
  }

  /** It was read, so what it was is said in words, and no picture is kept. */
  private void refuse(
      MqttLink.Delivery delivery, Optional<StationId> station, String code, String detail) {
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
    if (stations.complaints().isWorthALine(station)) {
      LOG.warn("message refused topic={} code={} detail={}", delivery.topic(), code, detail);
      evidence.quarantine(delivery.topic(), code, detail, kept, delivery.payload().length);
      meters.quarantined();
    }
    Optional<UUID> id = delivery.correlation().or(() -> escalationId(delivery.payload()));
    if (station.isPresent() && id.isPresent()) {
      receipt(station.get(), id.get(), new Receipt.Refused(code, detail));
    }
  }

  private Optional<UUID> escalationId(byte[] payload) {
    return codec.decode(payload) instanceof WireCodec.Accepted(Escalation escalation)
        ? Optional.of(escalation.id())
        : Optional.empty();
  }
}
