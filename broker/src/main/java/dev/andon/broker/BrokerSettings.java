package dev.andon.broker;

/**
 * Where the embedded broker listens and how large a packet may be.
 *
 * @param host address to listen on, as text; it is written to the broker's configuration
 * @param port 0 to 65535; 0 takes any free port
 * @param maxPacketBytes largest MQTT packet accepted, in bytes, 1 KiB to 256 MiB
 */
public record BrokerSettings(String host, int port, int maxPacketBytes) {

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
  }

  /** Any free port of the loopback interface. */
  public static BrokerSettings loopback() {
    return new BrokerSettings("127.0.0.1", 0, DEFAULT_MAX_PACKET_BYTES);
  }

  public BrokerSettings withHost(String newHost) {
    return new BrokerSettings(newHost, port, maxPacketBytes);
  }

  public BrokerSettings withPort(int newPort) {
    return new BrokerSettings(host, newPort, maxPacketBytes);
  }

  public BrokerSettings withMaxPacketBytes(int bytes) {
    return new BrokerSettings(host, port, bytes);
  }

  /** HiveMQ's own configuration file: nothing on disk, nothing sent home. */
  String toXml() {
    return """
        <?xml version="1.0"?>
        <hivemq>
          <listeners>
            <tcp-listener>
              <port>%d</port>
              <bind-address>%s</bind-address>
            </tcp-listener>
          </listeners>
          <persistence><mode>in-memory</mode></persistence>
          <mqtt>
            <packets><max-packet-size>%d</max-packet-size></packets>
            <queued-messages><max-queue-size>10000</max-queue-size></queued-messages>
          </mqtt>
          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
        </hivemq>
        """
        .formatted(port, host, maxPacketBytes);
  }
}
