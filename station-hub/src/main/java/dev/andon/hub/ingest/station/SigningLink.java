package dev.andon.hub.ingest.station;

import dev.andon.hub.account.SigningSecret;
import dev.andon.hub.ingest.mqtt.MqttLink;
import dev.andon.wire.Topic;
import dev.andon.wire.WireCodec;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Signs whatever goes down to a station, with that station's key: nothing else leaves the hub over
 * it, so nothing can be forgotten. Thread-safe.
 */
public final class SigningLink implements MqttLink {
  private final MqttLink link;
  private final SigningSecret secret;
  private final WireCodec codec = new WireCodec();

  public SigningLink(MqttLink link, SigningSecret secret) {
    this.link = link;
    this.secret = secret;
  }

  @Override
  public void start(List<String> filters, Consumer<Delivery> handler) {
    link.start(filters, handler);
  }

  @Override
  public boolean publish(String topic, byte[] payload) {
    return link.publish(topic, signed(topic, payload));
  }

  /** What takes something away is empty, and nothing follows from it at a station. */
  @Override
  public boolean publishRetained(String topic, byte[] payload, Duration lifetime) {
    return link.publishRetained(
        topic, payload.length == 0 ? payload : signed(topic, payload), lifetime);
  }

  private byte[] signed(String topic, byte[] payload) {
    Topic to =
        Topic.parse(topic)
            .filter(Topic.Down.class::isInstance)
            .orElseThrow(() -> new IllegalArgumentException("no station hears topic " + topic));
    return codec.encode(secret.key(to.station()).sign(topic, payload));
  }

  @Override
  public boolean connected() {
    return link.connected();
  }

  @Override
  public void close() {
    link.close();
  }
}
