package dev.andon.hub.ingest.mqtt;

import dev.andon.config.ByteSize;
import dev.andon.config.Secret;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code mqtt} block: the broker that stations and hub share.
 *
 * @param embedded start a broker inside the hub instead of using one; default false
 * @param host where the broker is, or where the embedded one listens; default 127.0.0.1
 * @param port default 1883, with TLS 8883; 0 lets the embedded broker take a free one
 * @param tls whether to speak TLS; default true where ca_file or cert_file is given, else false
 * @param caFile PEM certificates to trust instead of the machine's; read again at each connection
 * @param certFile PEM certificate, with its chain, that the hub shows to the broker; an embedded
 *     broker shows it to stations; read again at each connection
 * @param keyFile its unencrypted PKCS#8 key
 * @param username where the broker wants one
 * @param password where the broker wants one; one from a file is read again at each connection
 * @param plainPassword let a password cross a network without TLS; default false
 * @param users of the embedded broker: a station's user name, LINE.STATION, and its password; with
 *     them nobody else is let in, and each may use its station's topics only; default none, and
 *     everybody is let in
 * @param clientId this hub's name at the broker; default {@code andon-hub-} and the plant
 * @param receiveMaximum messages in flight towards the hub that a broker is told to keep to, 1 to
 *     65535; default none is told, as mosquitto 2.0.11 exceeds what it is told and costs the link
 * @param maxMessage the largest message taken; default 17MiB
 */
public record MqttConfig(
    Optional<Boolean> embedded,
    Optional<String> host,
    Optional<Integer> port,
    Optional<Boolean> tls,
    Optional<Path> caFile,
    Optional<Path> certFile,
    Optional<Path> keyFile,
    Optional<String> username,
    Optional<Secret> password,
    Optional<Boolean> plainPassword,
    Optional<Map<String, Secret>> users,
    Optional<String> clientId,
    Optional<Integer> receiveMaximum,
    Optional<ByteSize> maxMessage) {

  private static final int NO_MAXIMUM = 65_535;
  private static final long MAX_MESSAGE = 17L << 20;

  public MqttConfig {
    inRange("mqtt.port", port.orElse(1883), 0, 65_535);
    inRange("mqtt.receive_maximum", receiveMaximum.orElse(NO_MAXIMUM), 1, NO_MAXIMUM);
    inRange(
        "mqtt.max_message",
        maxMessage.map(ByteSize::bytes).orElse(MAX_MESSAGE),
        65_536,
        MAX_MESSAGE);
    if (password.isPresent() && username.isEmpty()) {
      throw new IllegalArgumentException("mqtt.password needs mqtt.username beside it");
    }
    if (certFile.isPresent() != keyFile.isPresent()) {
      throw new IllegalArgumentException(
          "mqtt.cert_file and mqtt.key_file belong together: write both, or neither");
    }
    boolean encrypted = tls.orElse(caFile.isPresent() || certFile.isPresent());
    if (!encrypted && (caFile.isPresent() || certFile.isPresent())) {
      throw new IllegalArgumentException(
          "mqtt.tls is false although ca_file or cert_file is given: remove one of them");
    }
    if (embedded.orElse(false)) {
      checkEmbedded(encrypted, certFile.isPresent(), username.isPresent() || caFile.isPresent());
    } else if (users.isPresent()) {
      throw new IllegalArgumentException(
          "mqtt.users are of the embedded broker; ./andon broker-config writes the files for others");
    }
    boolean secret = password.isPresent() || users.isPresent();
    String address = host.orElse("127.0.0.1");
    if (secret && !encrypted && !loopback(address) && !plainPassword.orElse(false)) {
      throw new IllegalArgumentException(
          "mqtt would send a password to "
              + address
              + " without TLS, where everybody on the way can read it: write mqtt.tls: true (and"
              + " ca_file), or mqtt.plain_password: true if that network is trusted");
    }
  }

  private static void checkEmbedded(boolean encrypted, boolean certificate, boolean ofClients) {
    if (encrypted && !certificate) {
      throw new IllegalArgumentException(
          "mqtt.embedded with TLS needs mqtt.cert_file and mqtt.key_file for stations to check");
    }
    if (ofClients) {
      throw new IllegalArgumentException(
          "mqtt.username and mqtt.ca_file are for a broker of its own; an embedded one has"
              + " mqtt.users, cert_file and key_file");
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
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * How the hub reaches the broker that it embeds.
   *
   * @param address where this process reaches it
   * @param login the hub's own, where the broker has users
   */
  public MqttConfig toEmbedded(InetSocketAddress address, Optional<Login> login) {
    return new MqttConfig(
        Optional.empty(),
        Optional.of(address.getHostString()),
        Optional.of(address.getPort()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        login.map(Login::name),
        login.map(Login::password),
        Optional.of(true),
        Optional.empty(),
        clientId,
        receiveMaximum,
        maxMessage);
  }

  /** The same with files seen from the configuration's folder. */
  public MqttConfig within(Path folder) {
    return new MqttConfig(
        embedded,
        host,
        port,
        tls,
        caFile.map(folder::resolve),
        certFile.map(folder::resolve),
        keyFile.map(folder::resolve),
        username,
        password,
        plainPassword,
        users,
        clientId,
        receiveMaximum,
        maxMessage);
  }

  /** A user name and its password. */
  public record Login(String name, Secret password) {}

  public boolean isEmbedded() {
    return embedded.orElse(false);
  }

  public boolean usesTls() {
    return tls.orElse(caFile.isPresent() || certFile.isPresent());
  }

  /** Whether nothing leaves this machine. */
  public boolean onLoopback() {
    return loopback(hostName());
  }

  /** By name alone: nothing is asked of a network while a configuration is read. */
  static boolean loopback(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }

  public String hostName() {
    return host.orElse("127.0.0.1");
  }

  public int portNumber() {
    return port.orElse(usesTls() ? 8883 : 1883);
  }

  int inFlight() {
    return receiveMaximum.orElse(NO_MAXIMUM);
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
