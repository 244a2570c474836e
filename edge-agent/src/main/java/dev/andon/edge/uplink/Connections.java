package dev.andon.edge.uplink;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Set;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.internal.SSLNetworkModuleFactory;
import org.eclipse.paho.mqttv5.client.internal.TCPNetworkModuleFactory;
import org.eclipse.paho.mqttv5.client.spi.NetworkModuleFactory;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * Paho's own TCP and TLS connections, read through {@link SettledStream} and {@link WholeGoodbyes}.
 * Paho finds it as a service by the scheme of an address: {@code andon-tcp} or {@code andon-ssl}.
 * Thread-safe.
 */
public final class Connections implements NetworkModuleFactory {
  private static final String PREFIX = "andon-";
  private static final String TLS = "ssl";

  /** For the service loader. */
  public Connections() {}

  /** What Paho must be given in place of {@code tcp://host:port} or {@code ssl://host:port}. */
  static String address(MqttEndpoint endpoint) {
    return PREFIX + endpoint.uri();
  }

  @Override
  public Set<String> getSupportedUriSchemes() {
    return Set.of(PREFIX + "tcp", PREFIX + TLS);
  }

  @Override
  public void validateURI(URI address) {
    paho(address).validateURI(usual(address));
  }

  @Override
  public NetworkModule createNetworkModule(
      URI address, MqttConnectionOptions options, String clientId) throws MqttException {
    return new Connection(paho(address).createNetworkModule(usual(address), options, clientId));
  }

  private static NetworkModuleFactory paho(URI address) {
    return usual(address).getScheme().equals(TLS)
        ? new SSLNetworkModuleFactory()
        : new TCPNetworkModuleFactory();
  }

  private static URI usual(URI address) {
    return URI.create(address.toString().substring(PREFIX.length()));
  }

  /** One of them. */
  private record Connection(NetworkModule paho) implements NetworkModule {
    @Override
    public void start() throws IOException, MqttException {
      paho.start();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new WholeGoodbyes(new SettledStream(paho.getInputStream()));
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return paho.getOutputStream();
    }

    @Override
    public void stop() throws IOException {
      paho.stop();
    }

    @Override
    public String getServerURI() {
      return paho.getServerURI();
    }
  }
}
