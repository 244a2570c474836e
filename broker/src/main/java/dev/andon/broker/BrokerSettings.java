package dev.andon.broker;

import java.util.List;
import java.util.Optional;

/**
 * Where the embedded broker listens and how large a packet may be.
 *
 * @param host address to listen on, as text; it is written to the broker's configuration
 * @param port 0 to 65535; 0 takes any free port
 * @param maxPacketBytes largest MQTT packet accepted, in bytes, 1 KiB to 256 MiB
 * @param users who may log in; with none everybody may, and may do everything
 * @param tls what is shown to clients; without it the listener speaks plain TCP
 */
public record BrokerSettings(
    String host, int port, int maxPacketBytes, List<BrokerUser> users, Optional<BrokerTls> tls) {

  /** Enough for a frame of a few megapixels as JPEG, small enough for a small heap. */
  public static final int DEFAULT_MAX_PACKET_BYTES = 16 * 1024 * 1024;

  private static final int LARGEST_PACKET = 268_435_460;

  public BrokerSettings {
    if (!host.matches("[A-Za-z0-9.:_-]{1,253}")) {
      throw new IllegalArgumentException(
          "broker host must be an address or a host name, not '" + host + "'");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("broker port must be 0 to 65535, not " + port);
    }
    if (maxPacketBytes < 1024 || maxPacketBytes > LARGEST_PACKET) {
      throw new IllegalArgumentException(
          "broker maxPacketBytes must be 1024 to " + LARGEST_PACKET + ", not " + maxPacketBytes);
    }
    users = List.copyOf(users);
  }

  /** A broker that everybody who reaches it may use. */
  public BrokerSettings(String host, int port, int maxPacketBytes) {
    this(host, port, maxPacketBytes, List.of(), Optional.empty());
  }

  /** Any free port of the loopback interface. */
  public static BrokerSettings loopback() {
    return new BrokerSettings("127.0.0.1", 0, DEFAULT_MAX_PACKET_BYTES);
  }

  public BrokerSettings withHost(String newHost) {
    return new BrokerSettings(newHost, port, maxPacketBytes, users, tls);
  }

  public BrokerSettings withPort(int newPort) {
    return new BrokerSettings(host, newPort, maxPacketBytes, users, tls);
  }

  public BrokerSettings withMaxPacketBytes(int bytes) {
    return new BrokerSettings(host, port, bytes, users, tls);
  }

  public BrokerSettings withUsers(List<BrokerUser> all) {
    return new BrokerSettings(host, port, maxPacketBytes, all, tls);
  }

  public BrokerSettings withTls(BrokerTls shown) {
    return new BrokerSettings(host, port, maxPacketBytes, users, Optional.of(shown));
  }

  /**
   * HiveMQ's own configuration file: nothing on disk, nothing sent home.
   *
   * @param security the listener's TLS block; empty for plain TCP
   */
  String toXml(String security) {
    return """
        <?xml version="1.0"?>
        <hivemq>
          <listeners>%s</listeners>
          <persistence><mode>in-memory</mode></persistence>
          <mqtt>
            <packets><max-packet-size>%d</max-packet-size></packets>
            <queued-messages><max-queue-size>10000</max-queue-size></queued-messages>
          </mqtt>
          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
        </hivemq>
        """
        .formatted(listeners(security), maxPacketBytes);
  }

  /** Beside one with TLS there is a plain one for this process itself, on loopback. */
  private String listeners(String security) {
    return security.isEmpty()
        ? listener("tcp-listener", port, host, "")
        : listener("tls-tcp-listener", port, host, security)
            + listener("tcp-listener", 0, "127.0.0.1", "");
  }

  private static String listener(String kind, int port, String host, String security) {
    return "<%1$s><port>%2$d</port><bind-address>%3$s</bind-address>%4$s</%1$s>"
        .formatted(kind, port, host, security);
  }
}
