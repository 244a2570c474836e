package dev.andon.edge.uplink;

import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.uplink.LinkQueue.Event;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one connection: handle what arrives and send what waits until the link is lost.
 * Confined to the uplink's thread, except {@link #wake}.
 */
final class UplinkSession {
  private static final Logger LOG = LoggerFactory.getLogger(UplinkSession.class);
  private static final long TICK_MS = 100;
  private static final long COMPLAIN_NANOS = 10_000_000_000L;

  private final StationBoot self;
  private final LinkQueue events;
  private final Sender sender;
  private final Receiver receiver;
  private final BooleanSupplier stopping;
  private long complainDue;

  UplinkSession(
      StationBoot self,
      LinkQueue events,
      Sender sender,
      Receiver receiver,
      BooleanSupplier stopping) {
    this.self = self;
    this.events = events;
    this.sender = sender;
    this.receiver = receiver;
    this.stopping = stopping;
    this.complainDue = self.nanos();
  }

  void wake() {
    events.wake();
  }

  /** Rows that the broker has not spoken about. */
  List<PoisonRows.Unacknowledged> unacknowledged() {
    return sender.unacknowledged();
  }

  /** Returns why it ended. */
  String runUntilLost() throws IOException {
    try {
      while (!stopping.getAsBoolean()) {
        handleAll();
        String reason = events.lostBecause();
        if (reason != null) {
          return reason;
        }
        send();
      }
      return "the agent stops";
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private void handleAll() throws InterruptedException {
    Event event = events.next(TICK_MS);
    while (event != null) {
      handle(event);
      event = events.next(0);
    }
  }

  /** With a full disk nothing can be taken out, but what the hub says still makes room. */
  private void send() throws IOException {
    try {
      sender.pump();
    } catch (OutboxException notTaken) {
      complain(notTaken);
    }
  }

  private void complain(OutboxException problem) {
    long now = self.nanos();
    if (now - complainDue >= 0) {
      complainDue = now + COMPLAIN_NANOS;
      LOG.error("uplink station={} {}", self.station(), problem.reason());
    }
  }

  /** A full disk must not cost the link: the hub repeats what could not be stored. */
  private void handle(@Nullable Event event) {
    try {
      switch (event) {
        case LinkQueue.Arrived(String topic, byte[] payload) -> receiver.take(topic, payload);
        case LinkQueue.Published published -> sender.published(published);
        case LinkQueue.Refused(String topic, int reason) -> sender.refused(topic, reason);
        case LinkQueue.Woken woken -> LOG.trace("woken");
        case null -> LOG.trace("nothing");
      }
    } catch (OutboxException notStored) {
      complain(notStored);
    }
  }
}
