package dev.andon.hub.ingest;

import dev.andon.config.ByteSize;
import dev.andon.config.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The {@code mqtt} block: the broker that stations and hub share.
 *
 * @param embedded start a broker inside the hub instead of using one; default false
 * @param host where the broker is, or where the embedded one listens; default 127.0.0.1
 * @param port default 1883, with TLS 8883; 0 lets the embedded broker take a free one
 * @param tls whether to speak TLS; default false
 * @param caFile PEM certificates to trust instead of the machine's
 * @param username where the broker wants one
 * @param password where the broker wants one
 * @param clientId this hub's name at the broker; default {@code andon-hub-} and the plant
 * @param receiveMaximum messages in flight towards the hub, 1 to 20; default 20 (more makes
 *     mosquitto 2.0.11 stall)
 * @param maxMessage the largest message taken; default 17MiB
 */
public record MqttConfig(
    Optional<Boolean> embedded,
    Optional<String> host,
    Optional<Integer> port,
    Optional<Boolean> tls,
    Optional<Path> caFile,
    Optional<String> username,
    Optional<Secret> password,
    Optional<String> clientId,
    Optional<Integer> receiveMaximum,
    Optional<ByteSize> maxMessage) {

  private static final int MAX_IN_FLIGHT = 20;
  private static final long MAX_MESSAGE = 17L << 20;

  public MqttConfig {
    inRange("mqtt.port", port.orElse(1883), 0, 65_535);
    inRange("mqtt.receive_maximum", receiveMaximum.orElse(MAX_IN_FLIGHT), 1, MAX_IN_FLIGHT);
    inRange(
        "mqtt.max_message",
        maxMessage.map(ByteSize::bytes).orElse(MAX_MESSAGE),
        65_536,
        MAX_MESSAGE);
    if (password.isPresent() && username.isEmpty()) {
      throw new IllegalArgumentException("mqtt.password needs mqtt.username beside it");
    }
    if (embedded.orElse(false) && (tls.orElse(false) || username.isPresent())) {
      throw new IllegalArgumentException(
          "mqtt.embedded has neither TLS nor passwords: use a broker of its own for those");
    }
  }

  /** A broker without TLS or password. */
  public static MqttConfig plain(String host, int port) {
    return new MqttConfig(
        Optional.empty(),
        Optional.of(host),
        Optional.of(port),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same, at another address. */
  public MqttConfig at(String newHost, int newPort) {
    return new MqttConfig(
        embedded,
        Optional.of(newHost),
        Optional.of(newPort),
        tls,
        caFile,
        username,
        password,
        clientId,
        receiveMaximum,
        maxMessage);
  }

  public boolean isEmbedded() {
    return embedded.orElse(false);
  }

  boolean usesTls() {
    return tls.orElse(caFile.isPresent());
  }

  public String hostName() {
    return host.orElse("127.0.0.1");
  }

  public int portNumber() {
    return port.orElse(usesTls() ? 8883 : 1883);
  }

  int inFlight() {
    return receiveMaximum.orElse(MAX_IN_FLIGHT);
  }

  /** Bytes. */
  public int maxMessageBytes() {
    return Math.toIntExact(maxMessage.map(ByteSize::bytes).orElse(MAX_MESSAGE));
  }

  private static void inRange(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + " must be " + min + " to " + max + ", but is " + value);
    }
  }
}
