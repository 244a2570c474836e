package dev.andon.edge.uplink;

import dev.andon.edge.outbox.Outbox;
import dev.andon.edge.outbox.VerdictInbox;
import dev.andon.wire.Confirmation;
import dev.andon.wire.Escalation;
import dev.andon.wire.Health;
import dev.andon.wire.Lane;
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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the hub says: receipts and verdicts are stored before anything follows from them; what the
 * hub said and cannot be read is kept and counted; what the hub did not say is counted only.
 * Confined to the uplink's thread.
 */
final class Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

  private final StationId station;
  private final Outbox outbox;
  private final Authenticator authenticator;
  private final UplinkListener listener;
  private final Sender sender;
  private final WireCodec codec = new WireCodec();

  Receiver(
      StationId station,
      Outbox outbox,
      Authenticator authenticator,
      UplinkListener listener,
      Sender sender) {
    this.station = station;
    this.outbox = outbox;
    this.authenticator = authenticator;
    this.listener = listener;
    this.sender = sender;
  }

  /**
   * Takes a message.
   *
   * @param retained whether it was said before this connection
   */
  void take(String topic, byte[] payload, boolean retained) {
    boolean ours =
        Topic.parse(topic)
            .filter(Topic.Down.class::isInstance)
            .filter(down -> down.station().equals(station))
            .isPresent();
    if (!ours) {
      unread(topic, payload, "no topic of this station");
      return;
    }
    if (payload.length == 0) {
      // A retained message was cleared. Nobody signs that, so nothing follows from it.
      return;
    }
    switch (authenticator.check(topic, payload)) {
      case Authenticator.Checked.Genuine(byte[] said) -> read(topic, said, retained);
      case Authenticator.Checked.Untrusted _ -> {
        // Counted there; nothing follows from it.
      }
    }
  }

  private void read(String topic, byte[] payload, boolean retained) {
    switch (codec.decode(payload)) {
      case WireCodec.Accepted(WireMessage message) -> take(topic, payload, message, retained);
      case WireCodec.Rejected(var problem, var detail) ->
          unread(topic, payload, problem + ": " + detail);
    }
  }

  private void take(String topic, byte[] payload, WireMessage message, boolean retained) {
    switch (message) {
      case Receipt receipt -> receipt(receipt);
      case VerdictMessage verdict -> verdict(verdict);
      case StationAllowance said -> allowance(said, retained);
      case Escalation other -> unread(topic, payload, "only stations say this");
      case Confirmation other -> unread(topic, payload, "only stations say this");
      case Meta other -> unread(topic, payload, "only stations say this");
      case Health other -> unread(topic, payload, "only stations say this");
      case StationState other -> unread(topic, payload, "only stations say this");
      case NotKnown other -> unread(topic, payload, "only stations say this");
      case Signed other -> unread(topic, payload, "signed twice");
    }
  }

  private void allowance(StationAllowance said, boolean retained) {
    if (outbox.allowance().take(said.number())) {
      listener.allowance(said, retained);
    } else {
      LOG.debug("station={} ignores an old allowance number={}", station, said.number());
    }
  }

  private void receipt(Receipt receipt) {
    if (sender.batchAnswered(receipt)) {
      return;
    }
    Optional<Lane> lane = outbox.queue().receipt(receipt);
    sender.answered(receipt.escalationId());
    if (lane.isPresent()) {
      listener.receipted(receipt, lane.get());
      if (lane.get() == Lane.REPLAY && receipt.outcome() instanceof Receipt.Deferred later) {
        sender.replayLater(later);
      }
    }
  }

  private void verdict(VerdictMessage verdict) {
    VerdictInbox.Outcome outcome = outbox.verdicts().store(verdict);
    if (outcome == VerdictInbox.Outcome.STRANGER) {
      sender.notKnown(new NotKnown(verdict.escalationId(), verdict.provisional()));
      return;
    }
    sender.answered(verdict.escalationId());
    listener.verdict(verdict, outcome);
    sender.confirm(new Confirmation(verdict.escalationId(), verdict.provisional()));
  }

  private void unread(String topic, byte[] payload, String problem) {
    if (outbox.unread().keep(topic, payload, problem)) {
      LOG.warn("station={} cannot read a message topic={}: {}", station, topic, problem);
    }
  }
}
