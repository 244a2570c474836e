package dev.andon.hub.provider.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOptions;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The inside of a client's socket over a channel: channels can be read without waiting, plain
 * sockets cannot. Thread-safe as far as sockets are.
 */
final class ChannelSocket extends SocketImpl {
  private final SocketChannel channel;
  private final Socket socket;

  private ChannelSocket(SocketChannel channel) {
    this.channel = channel;
    this.socket = channel.socket();
  }

  static ChannelSocket open() throws IOException {
    return new ChannelSocket(SocketChannel.open());
  }

  SocketChannel channel() {
    return channel;
  }

  @Override
  protected void create(boolean stream) {
    // the channel is there already
  }

  @Override
  protected void connect(String host, int port) throws IOException {
    connect(new InetSocketAddress(host, port), 0);
  }

  @Override
  protected void connect(InetAddress host, int port) throws IOException {
    connect(new InetSocketAddress(host, port), 0);
  }

  @Override
  protected void connect(SocketAddress remote, int timeoutMillis) throws IOException {
    socket.connect(remote, timeoutMillis);
    address = socket.getInetAddress();
    port = socket.getPort();
    localport = socket.getLocalPort();
  }

  @Override
  protected void bind(InetAddress host, int port) throws IOException {
    socket.bind(new InetSocketAddress(host, port));
    localport = socket.getLocalPort();
  }

  @Override
  protected void listen(int retries) throws IOException {
    throw clientOnly();
  }

  @Override
  protected void accept(SocketImpl accepted) throws IOException {
    throw clientOnly();
  }

  @Override
  protected InputStream getInputStream() throws IOException {
    return socket.getInputStream();
  }

  @Override
  protected OutputStream getOutputStream() throws IOException {
    return socket.getOutputStream();
  }

  @Override
  protected int available() throws IOException {
    return socket.getInputStream().available();
  }

  @Override
  protected void close() throws IOException {
    channel.close();
  }

  @Override
  protected void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  @Override
  protected void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  protected void sendUrgentData(int data) throws IOException {
    socket.sendUrgentData(data);
  }

  @Override
  public void setOption(int option, Object value) throws SocketException {
    switch (option) {
      case SocketOptions.SO_TIMEOUT -> socket.setSoTimeout((Integer) value);
      case SocketOptions.TCP_NODELAY -> socket.setTcpNoDelay((Boolean) value);
      case SocketOptions.SO_KEEPALIVE -> socket.setKeepAlive((Boolean) value);
      case SocketOptions.SO_LINGER ->
          socket.setSoLinger(value instanceof Integer, value instanceof Integer s ? s : 0);
      default -> throw new SocketException("a provider's socket has no option " + option);
    }
  }

  @Override
  public @Nullable Object getOption(int option) throws SocketException {
    return switch (option) {
      case SocketOptions.SO_TIMEOUT -> socket.getSoTimeout();
      case SocketOptions.TCP_NODELAY -> socket.getTcpNoDelay();
      case SocketOptions.SO_KEEPALIVE -> socket.getKeepAlive();
      case SocketOptions.SO_LINGER -> socket.getSoLinger();
      case SocketOptions.SO_BINDADDR -> socket.getLocalAddress();
      default -> throw new SocketException("a provider's socket has no option " + option);
    };
  }

  private static SocketException clientOnly() {
    return new SocketException("a provider's socket does not listen");
  }
}
