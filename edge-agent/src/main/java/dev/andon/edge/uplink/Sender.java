package dev.andon.edge.uplink;

import dev.andon.edge.escalation.CoarserPicture;
import dev.andon.edge.outbox.Outbox;
import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.outbox.SendQueue;
import dev.andon.edge.outbox.SendQueue.Outgoing;
import dev.andon.edge.uplink.MqttPort.MqttLink;
import dev.andon.wire.Confirmation;
import dev.andon.wire.Escalation;
import dev.andon.wire.Health;
import dev.andon.wire.Lane;
import dev.andon.wire.Meta;
import dev.andon.wire.NotKnown;
import dev.andon.wire.Receipt;
import dev.andon.wire.Topic;
import dev.andon.wire.Topic.UpChannel;
import dev.andon.wire.WireCodec;
import dev.andon.wire.WireMessage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what waits over one connection: confirmations, the live lane, the replay lane at its pace,
 * batches of events, the pulse. Never more unacknowledged messages than the broker takes. Confined
 * to the uplink's thread.
 */
final class Sender {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  /** Below the smallest receive maximum that we met (10, HiveMQ CE), where the broker is silent. */
  private static final int OUTSTANDING = 9;

  /** Of them, those that replays leave to everything else. */
  private static final int KEPT_FREE = 2;

  private static final long LONGEST_PATIENCE = 30;
  private static final long ABSENT_MS = 500;
  private static final long LONGEST_ABSENCE_MS = 30_000;

  private final StationBoot self;
  private final Outbox outbox;
  private final UplinkSettings settings;
  private final Supplier<Health> health;
  private final UplinkListener listener;
  private final MqttLink link;
  private final BrokerLimits limits;
  private final Map<UUID, PoisonRows.Unacknowledged> unacknowledged = new LinkedHashMap<>();
  private final WireCodec codec = new WireCodec();
  private final SendQueue queue;
  private final InFlightWindow window;
  private final ReplayPace replay;
  private final Deque<Publication> small = new ArrayDeque<>();
  private final int maxOutstanding;
  private int outstanding;
  private boolean requeued;
  private long healthDue;
  private long eventsDue;
  private @Nullable UUID openBatch;

  /**
   * Prepares to send over a link.
   *
   * @param health makes the pulse
   */
  Sender(
      StationBoot self,
      Outbox outbox,
      UplinkSettings settings,
      Supplier<Health> health,
      UplinkListener listener,
      MqttLink link,
      BrokerLimits limits) {
    long now = self.nanos();
    this.self = self;
    this.outbox = outbox;
    this.settings = settings;
    this.health = health;
    this.listener = listener;
    this.link = link;
    this.limits = limits;
    this.queue = outbox.queue();
    this.window = new InFlightWindow(settings.windowRows(), settings.windowBytes());
    this.replay = limits.replay();
    replay.connected(System.nanoTime());
    this.maxOutstanding = Math.max(1, Math.min(OUTSTANDING, link.receiveMaximum() - 1));
    this.healthDue = now;
    this.eventsDue = now;
  }

  /** One message went out over this link before the sender was made. */
  void sentOutside() {
    outstanding++;
  }

  void confirm(Confirmation confirmation) {
    small.add(cbor(UpChannel.CONFIRM, confirmation, confirmation.escalationId()));
  }

  /** Not a confirmation: whoever did ask still waits for the verdict. */
  void notKnown(NotKnown stranger) {
    small.add(cbor(UpChannel.CONFIRM, stranger, stranger.escalationId()));
  }

  /** The hub has spoken about an escalation; its place in the window is free. */
  void answered(UUID id) {
    window.remove(id);
  }

  /** The hub wants what waited through an outage later. */
  void replayLater(Receipt.Deferred later) {
    replay.deferred(later, System.nanoTime());
  }

  /** Whether the receipt was for a batch of events; then it is done with. */
  boolean batchAnswered(Receipt receipt) {
    receipt
        .at()
        .ifPresent(hub -> self.hubClock().answered(receipt.escalationId(), hub, self.nanos()));
    if (!receipt.escalationId().equals(openBatch)) {
      return false;
    }
    if (!(receipt.outcome() instanceof Receipt.Deferred)) {
      outbox.events().delivered(receipt.escalationId());
      eventsDue = self.nanos();
    }
    openBatch = null;
    return true;
  }

  /** The broker's word on a message. */
  void published(LinkQueue.Published said) {
    outstanding--;
    if (!(said.token() instanceof UUID id)) {
      return;
    }
    unacknowledged.remove(id);
    replay.acknowledged(id, said.atNanos());
    limits.rows().acknowledged(id);
    switch (said.outcome()) {
      case ACCEPTED -> limits.topics().accepted();
      case NOBODY_THERE, REFUSED -> {
        int sends = window.remove(id);
        if (sends > 0) {
          long wait = Math.min(LONGEST_ABSENCE_MS, ABSENT_MS << Math.min(sends - 1, 10));
          queue.requeue(id, wait);
        }
      }
    }
  }

  /** The broker would not take a message on a topic. */
  void refused(String topic, int reason) {
    limits.topics().refused(topic, reason);
    listener.refused(reason);
  }

  /** Rows that the broker has not spoken about. */
  List<PoisonRows.Unacknowledged> unacknowledged() {
    return List.copyOf(unacknowledged.values());
  }

  /** Sends as much as may go now. */
  void pump() throws IOException {
    long now = self.nanos();
    if (!requeued) {
      queue.requeueAll();
      requeued = true;
    }
    window.overdue(now).forEach(id -> queue.requeue(id, 0));
    queue.demote(self.boot(), now);
    sendSmall();
    pumpLane(Lane.LIVE, now);
    pumpLane(Lane.REPLAY, now);
    events(now);
    health(now);
    sendSmall();
  }

  private void sendSmall() throws IOException {
    while (outstanding < maxOutstanding && !small.isEmpty()) {
      publish(small.remove(), "small");
    }
  }

  private void pumpLane(Lane lane, long now) throws IOException {
    while (outstanding < most(lane) && window.hasRoom(lane) && !waitsForTheOneBefore()) {
      if (lane == Lane.REPLAY && !replay.ready(System.nanoTime())) {
        return;
      }
      Optional<Outgoing> next = queue.take(lane);
      if (next.isEmpty()) {
        return;
      }
      send(next.get(), now);
    }
  }

  private int most(Lane lane) {
    return lane == Lane.LIVE ? maxOutstanding : Math.max(1, maxOutstanding - KEPT_FREE);
  }

  private boolean waitsForTheOneBefore() {
    return limits.rows().oneByOne() && !unacknowledged.isEmpty();
  }

  private long maxPacketBytes() {
    return Math.min(link.maxPacketBytes(), limits.rows().limit());
  }

  private void send(Outgoing row, long now) throws IOException {
    UUID id = row.escalation().id();
    Publication publication = fitting(row, now);
    if (publication.packetBytes() > maxPacketBytes()) {
      queue.refuse(
          id,
          "oversize: "
              + publication.payload().length
              + " bytes, the broker takes "
              + maxPacketBytes());
      return;
    }
    int patience = (int) Math.min(LONGEST_PATIENCE, 1L << Math.min(row.sends() - 1, 10));
    long due = now + settings.receiptTimeout().toNanos() * patience;
    window.add(id, row.lane(), publication.payload().length, row.sends(), due);
    if (row.lane() == Lane.REPLAY) {
      replay.sent(id, publication.payload().length, row.sends() > 1, System.nanoTime());
    }
    if (row.sends() == 1) {
      self.hubClock().sent(id, now);
    }
    unacknowledged.put(
        id, new PoisonRows.Unacknowledged(id, publication.payload().length, self.nanos()));
    publish(publication, id);
    listener.sent(id, row.lane(), row.sends());
  }

  /** What helps is left behind before what is needed, then the picture is made coarser. */
  private Publication fitting(Outgoing row, long now) {
    Publication whole = publication(row, now);
    if (whole.packetBytes() <= maxPacketBytes()) {
      return whole;
    }
    Publication alone = publication(row.alone(), now);
    long excess = alone.packetBytes() - maxPacketBytes();
    return excess <= 0
        ? alone
        : CoarserPicture.of(row.alone().escalation(), excess)
            .map(coarser -> kept(row, coarser, now))
            .orElse(alone);
  }

  /** The hub should see the same picture each time that this row comes. */
  private Publication kept(Outgoing row, Escalation coarser, long now) {
    try {
      queue.replace(coarser);
    } catch (OutboxException notNow) {
      LOG.debug("escalation={} is sent coarser than it is kept", row.escalation().id(), notNow);
    }
    return publication(row.with(coarser), now);
  }

  private Publication publication(Outgoing row, long now) {
    long leftMs =
        row.lane() == Lane.LIVE ? Math.max(1, (row.deadlineNanos() - now) / 1_000_000) : 0;
    Escalation escalation =
        row.escalation().sentIn(row.lane(), Math.min(leftMs, Escalation.MAX_DEADLINE_MS));
    return new Publication(
        Topic.frames(self.station(), row.lane()).text(),
        codec.encode(escalation),
        Publication.CBOR,
        Optional.of(escalation.id()),
        false);
  }

  private void events(long now) {
    if (now - eventsDue < 0) {
      return;
    }
    Optional<Meta> batch = outbox.events().batch(self.ids()::next, self.stamp(now));
    eventsDue = now + settings.eventsEvery().toNanos();
    if (batch.isPresent()) {
      openBatch = batch.get().id();
      self.hubClock().sent(batch.get().id(), now);
      eventsDue = now + settings.receiptTimeout().toNanos();
      small.add(cbor(UpChannel.META, batch.get(), batch.get().id()));
    }
  }

  private void health(long now) {
    if (now - healthDue >= 0) {
      healthDue = now + settings.healthEvery().toNanos();
      Publication pulse =
          Publication.cbor(
              new Topic.Up(self.station(), UpChannel.HEALTH).text(),
              codec.encode(health.get()),
              Optional.empty());
      small.add(pulse);
    }
  }

  private Publication cbor(UpChannel channel, WireMessage message, UUID correlation) {
    return Publication.cbor(
        new Topic.Up(self.station(), channel).text(),
        codec.encode(message),
        Optional.of(correlation));
  }

  private void publish(Publication publication, Object token) throws IOException {
    outstanding++;
    link.publish(publication, token);
  }
}
