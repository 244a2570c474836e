package dev.andon.hub.provider.http;

import dev.andon.hub.time.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/**
 * Sockets with TCP_NODELAY and a 64 KiB output buffer: OkHttp sets neither and writes 8 KiB at a
 * time, so that large uploads wait for delayed ACKs. The kernel asks after the other side when
 * nothing came for 15 s, so that a peer that vanished without a word is known half a minute later
 * and a firewall does not forget a connection that waits for a long answer. Thread-safe.
 */
final class TunedSocketFactory extends SocketFactory {
  private static final Map<SocketOption<Integer>, Integer> PROBES =
      Map.of(
          ExtendedSocketOptions.TCP_KEEPIDLE, 15,
          ExtendedSocketOptions.TCP_KEEPINTERVAL, 5,
          ExtendedSocketOptions.TCP_KEEPCOUNT, 3);

  private final Ticker ticker;
  private final Duration keep;

  /**
   * @param ticker the monotonic clock
   * @param keep how long a socket may lie unused
   */
  TunedSocketFactory(Ticker ticker, Duration keep) {
    this.ticker = ticker;
    this.keep = keep;
  }

  @Override
  public Socket createSocket() throws IOException {
    KeptSocket socket = KeptSocket.open(ticker, keep);
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
    probe(socket.channel());
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return bound(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return bound(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
  }

  /** Where the system has no such option it keeps its own times. */
  private static void probe(SocketChannel channel) throws IOException {
    for (Map.Entry<SocketOption<Integer>, Integer> option : PROBES.entrySet()) {
      if (channel.supportedOptions().contains(option.getKey())) {
        channel.setOption(option.getKey(), option.getValue());
      }
    }
  }

  private Socket connected(InetSocketAddress remote) throws IOException {
    Socket socket = createSocket();
    socket.connect(remote);
    return socket;
  }

  private Socket bound(InetSocketAddress remote, InetSocketAddress local) throws IOException {
    Socket socket = createSocket();
    socket.bind(local);
    socket.connect(remote);
    return socket;
  }
}
