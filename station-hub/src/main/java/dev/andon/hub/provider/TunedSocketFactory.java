package dev.andon.hub.provider;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Sockets with TCP_NODELAY and a 64 KiB output buffer. OkHttp sets neither and writes 8 KiB at a
 * time, so that large uploads wait for delayed ACKs. Thread-safe.
 */
final class TunedSocketFactory extends SocketFactory {
  private static final int BUFFER_BYTES = 64 * 1024;

  @Override
  public Socket createSocket() throws IOException {
    Socket socket = new BufferedSocket();
    socket.setTcpNoDelay(true);
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

  /** OkHttp flushes behind each request head and body, which empties the buffer. */
  private static final class BufferedSocket extends Socket {
    @SuppressWarnings("NullAway.Init") // made on first use, under this socket's monitor
    private OutputStream buffered;

    @Override
    public synchronized OutputStream getOutputStream() throws IOException {
      if (buffered == null) {
        buffered = new BufferedOutputStream(super.getOutputStream(), BUFFER_BYTES);
      }
      return buffered;
    }
  }
}
