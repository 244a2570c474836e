package dev.andon.hub.provider.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import javax.net.ssl.SSLSocketFactory;

/**
 * A TLS factory that remembers which socket lies below each TLS socket, as TLS sockets do not tell.
 * Thread-safe.
 */
final class TlsSockets extends SSLSocketFactory {
  private final SSLSocketFactory factory;

  /** Entries go with their TLS sockets. */
  private final Map<Socket, KeptSocket> below = Collections.synchronizedMap(new WeakHashMap<>());

  TlsSockets(SSLSocketFactory factory) {
    this.factory = factory;
  }

  /** What carries {@code socket}'s bytes: itself, or what lies below its TLS. */
  Optional<KeptSocket> carrier(Socket socket) {
    return socket instanceof KeptSocket plain
        ? Optional.of(plain)
        : Optional.ofNullable(below.get(socket));
  }

  @Override
  public Socket createSocket(Socket carrier, String host, int port, boolean autoClose)
      throws IOException {
    Socket tls = factory.createSocket(carrier, host, port, autoClose);
    if (carrier instanceof KeptSocket kept) {
      below.put(tls, kept);
    }
    return tls;
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return factory.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return factory.getSupportedCipherSuites();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return factory.createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return factory.createSocket(host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return factory.createSocket(host, port, local, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return factory.createSocket(host, port, local, localPort);
  }
}
