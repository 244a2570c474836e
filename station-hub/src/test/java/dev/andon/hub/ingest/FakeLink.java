package dev.andon.hub.ingest;

import dev.andon.hub.ingest.mqtt.MqttLink;
import dev.andon.wire.Receipt;
import dev.andon.wire.Topic;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import dev.andon.wire.WireMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A broker connection without a broker: messages go in by a call and come out in a list. */
public final class FakeLink implements MqttLink {
  private final WireCodec codec = new WireCodec();
  public final List<Sent> sent = new CopyOnWriteArrayList<>();
  public final List<String> cleared = new CopyOnWriteArrayList<>();
  public volatile boolean connected = true;

  /** Runs before each verdict is taken: where a test lets the broker be slow. */
  volatile Runnable beforeVerdict = () -> {};

  private volatile Consumer<Delivery> handler = _ -> {};

  public record Sent(String topic, WireMessage message) {}

  @Override
  public void start(List<String> filters, Consumer<Delivery> newHandler) {
    handler = newHandler;
  }

  @Override
  public boolean publish(String topic, byte[] payload) {
    if (!connected) {
      return false;
    }
    if (topic.endsWith("/verdict")) {
      beforeVerdict.run();
    }
    if (codec.decode(payload) instanceof WireCodec.Accepted(WireMessage message)) {
      sent.add(new Sent(topic, message));
    }
    return true;
  }

  @Override
  public boolean publishRetained(String topic, byte[] payload, Duration lifetime) {
    if (connected && payload.length == 0) {
      cleared.add(topic);
    }
    return publish(topic, payload);
  }

  @Override
  public boolean connected() {
    return connected;
  }

  @Override
  public void close() {
    connected = false;
  }

  /** Delivers a message; true if it was acknowledged. */
  boolean deliver(Topic topic, WireMessage message) {
    return deliver(topic.text(), codec.encode(message), Optional.empty());
  }

  boolean deliver(String topic, byte[] payload, Optional<String> responseTopic) {
    return deliver(topic, payload, responseTopic, Optional.empty());
  }

  boolean deliver(
      String topic, byte[] payload, Optional<String> responseTopic, Optional<UUID> correlation) {
    AtomicBoolean acknowledged = new AtomicBoolean();
    try {
      handler.accept(
          new Delivery(topic, payload, responseTopic, correlation, () -> acknowledged.set(true)));
    } catch (Crash crash) {
      return false;
    }
    return acknowledged.get();
  }

  /** Without the moments that they name. */
  List<Receipt> receipts() {
    return only(Receipt.class).stream()
        .map(receipt -> new Receipt(receipt.escalationId(), receipt.outcome()))
        .toList();
  }

  /** What the hub's clock showed when it gave them. */
  List<Instant> receiptTimes() {
    return only(Receipt.class).stream().flatMap(receipt -> receipt.at().stream()).toList();
  }

  List<VerdictMessage> verdicts() {
    return only(VerdictMessage.class);
  }

  private <T> List<T> only(Class<T> type) {
    return sent.stream().map(Sent::message).filter(type::isInstance).map(type::cast).toList();
  }

  /** What a test throws in place of a crash. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }
}
