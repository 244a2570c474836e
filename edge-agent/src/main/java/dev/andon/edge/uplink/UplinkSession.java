package dev.andon.edge.uplink;

import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.uplink.LinkQueue.Event;
import dev.andon.edge.uplink.MqttPort.MqttLink;
import dev.andon.wire.StationState;
import dev.andon.wire.Topic;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one connection: greet, then handle what arrives and send what waits until the link is
 * lost. Confined to the uplink's thread, except {@link #wake}.
 */
final class UplinkSession {
  private static final Logger LOG = LoggerFactory.getLogger(UplinkSession.class);
  private static final long TICK_MS = 100;
  private static final long COMPLAIN_NANOS = 10_000_000_000L;

  private final Uplink.Parts parts;
  private final LinkQueue events;
  private final BooleanSupplier stopping;
  private long complainDue;

  UplinkSession(Uplink.Parts parts, LinkQueue events, BooleanSupplier stopping) {
    this.parts = parts;
    this.events = events;
    this.stopping = stopping;
    this.complainDue = parts.nanos().getAsLong();
  }

  void wake() {
    events.wake();
  }

  /** The last will. */
  Publication offline() {
    return state(false);
  }

  /** Subscribes before it says that it is here, so that no answer is missed. */
  void greet(MqttLink link) throws IOException {
    link.subscribe(Topic.downFilter(parts.station()));
    link.publish(state(true), "birth");
  }

  /** Returns why it ended. */
  String runUntilLost(MqttLink link) throws IOException {
    Sender sender = new Sender(parts, link);
    Receiver receiver = new Receiver(parts, sender);
    sender.sentOutside();
    try {
      while (!stopping.getAsBoolean()) {
        handleAll(sender, receiver);
        String reason = events.lostBecause();
        if (reason != null) {
          return reason;
        }
        send(sender);
      }
      return "the agent stops";
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private void handleAll(Sender sender, Receiver receiver) throws InterruptedException {
    Event event = events.next(TICK_MS);
    while (event != null) {
      handle(event, sender, receiver);
      event = events.next(0);
    }
  }

  /** With a full disk nothing can be taken out, but what the hub says still makes room. */
  private void send(Sender sender) throws IOException {
    try {
      sender.pump();
    } catch (OutboxException notTaken) {
      complain(notTaken);
    }
  }

  private void complain(OutboxException problem) {
    long now = parts.nanos().getAsLong();
    if (now - complainDue >= 0) {
      complainDue = now + COMPLAIN_NANOS;
      LOG.error("uplink station={} {}", parts.station(), problem.reason());
    }
  }

  /** A full disk must not cost the link: the hub repeats what could not be stored. */
  private void handle(@Nullable Event event, Sender sender, Receiver receiver) {
    try {
      switch (event) {
        case LinkQueue.Arrived(String topic, byte[] payload) -> receiver.take(topic, payload);
        case LinkQueue.Published(Object token, MqttPort.PublishOutcome outcome) ->
            sender.published(token, outcome);
        case LinkQueue.Woken woken -> LOG.trace("woken");
        case null -> LOG.trace("nothing");
      }
    } catch (OutboxException notStored) {
      complain(notStored);
    }
  }

  private Publication state(boolean online) {
    StationState state =
        new StationState(parts.station(), online, parts.boot(), parts.wall().instant());
    return new Publication(
        new Topic.State(parts.station()).text(),
        parts.codec().encode(state),
        Publication.CBOR,
        Optional.<UUID>empty(),
        true);
  }
}
