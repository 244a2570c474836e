package dev.andon.hub.ingest.mqtt;

import dev.andon.wire.DeferCode;
import dev.andon.wire.Receipt;
import dev.andon.wire.Topic;
import dev.andon.wire.Topic.UpChannel;
import dev.andon.wire.WireCodec;
import java.util.Optional;
import java.util.UUID;

/** What a station is told whose escalation there is no room for now. Thread-safe. */
final class Overflow {
  private static final long LATER_MS = 2_000;

  private final WireCodec codec = new WireCodec();

  /** A receipt and where it goes. */
  record Answer(String topic, byte[] payload) {}

  /**
   * Made from what stands beside the payload, which is not read.
   *
   * @return empty where nobody waits for a receipt, or nobody can be told
   */
  Optional<Answer> answer(String topic, Optional<UUID> escalation) {
    return Topic.parse(topic)
        .filter(Topic.Up.class::isInstance)
        .map(Topic.Up.class::cast)
        .filter(up -> up.channel() == UpChannel.FRAME || up.channel() == UpChannel.REPLAY)
        .flatMap(up -> escalation.map(id -> busy(up, id)));
  }

  private Answer busy(Topic.Up from, UUID escalation) {
    Receipt.Deferred later =
        DeferCode.BUSY.receipt("the hub has too many messages in hand", LATER_MS);
    return new Answer(
        new Topic.Down(from.station(), Topic.DownChannel.RECEIPT).text(),
        codec.encode(new Receipt(escalation, later)));
  }
}
