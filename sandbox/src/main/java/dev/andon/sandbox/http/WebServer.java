package dev.andon.sandbox.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Listens on the loopback interface and hands every request to one handler, a virtual thread per
 * connection. Thread-safe.
 */
public final class WebServer implements AutoCloseable {

  /** Answers one request; called from many threads. */
  @FunctionalInterface
  public interface Handler {
    void handle(WebExchange exchange) throws IOException;
  }

  private final Handler handler;
  private final int port;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private volatile ServerSocket server;
  private volatile boolean outage;

  private WebServer(ServerSocket server, Handler handler) {
    this.server = server;
    this.port = server.getLocalPort();
    this.handler = handler;
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for any free one
   */
  public static WebServer start(int port, Handler handler) {
    WebServer server = new WebServer(listening(port), handler);
    server.acceptLater();
    return server;
  }

  private static ServerSocket listening(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
      return socket;
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "cannot listen on 127.0.0.1:" + port + "; choose another port", failure);
    }
  }

  private void acceptLater() {
    ServerSocket accepting = server;
    Thread.ofVirtual().name("web-accept").start(() -> accept(accepting));
  }

  public int port() {
    return port;
  }

  /** While true, open connections are gone and new ones are refused. */
  public synchronized void outage(boolean on) {
    if (on == outage) {
      return;
    }
    outage = on;
    if (on) {
      close();
    } else {
      server = listening(port);
      acceptLater();
    }
  }

  /** Closes the connections that wait for a next request, in good order. */
  public void closeIdle() {
    open.stream().filter(connection -> connection.idle).forEach(Connection::end);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException alreadyClosed) {
      // Nothing listens any more, which is what was asked for.
    }
    open.forEach(Connection::end);
  }

  private void accept(ServerSocket accepting) {
    while (!accepting.isClosed()) {
      try {
        Socket socket = accepting.accept();
        Thread.ofVirtual().name("web").start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    Connection connection = new Connection(socket);
    open.add(connection);
    try (socket) {
      socket.setTcpNoDelay(true);
      PushbackInputStream in =
          new PushbackInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024), 1);
      RequestReader reader = new RequestReader(in, () -> sendContinue(socket));
      boolean more = true;
      while (more && !outage) {
        more = one(reader, connection, in);
      }
    } catch (IOException | UncheckedIOException gone) {
      reset(socket);
    } finally {
      open.remove(connection);
    }
  }

  private boolean one(RequestReader reader, Connection connection, PushbackInputStream in)
      throws IOException {
    Optional<WebRequest> request;
    try {
      request = reader.next();
    } catch (MalformedRequestException bad) {
      refuse(connection.socket, in, bad);
      return false;
    }
    if (request.isEmpty() || outage) {
      return false;
    }
    WebExchange exchange = new WebExchange(request.get(), connection.socket, in);
    connection.latest = Optional.of(exchange);
    connection.idle = false;
    handler.handle(exchange);
    connection.idle = true;
    return exchange.keepAlive();
  }

  /** One client. Thread-safe. */
  private static final class Connection {

    private final Socket socket;
    private volatile Optional<WebExchange> latest = Optional.empty();

    /** Whether an exchange is over and the next has not been read. */
    private volatile boolean idle;

    Connection(Socket socket) {
      this.socket = socket;
    }

    void end() {
      try {
        if (latest.isPresent()) {
          latest.get().end();
        } else {
          socket.close();
        }
      } catch (IOException alreadyGone) {
        // A closed socket is what was asked for.
      }
    }
  }

  private static void refuse(Socket socket, PushbackInputStream in, MalformedRequestException bad)
      throws IOException {
    WebRequest unread = new WebRequest("GET", "/", "", Map.of(), new byte[0]);
    byte[] text = String.valueOf(bad.getMessage()).getBytes(StandardCharsets.UTF_8);
    new WebExchange(unread, socket, in)
        .respond(400, Map.of("content-type", "text/plain", "connection", "close"), text);
  }

  private static void sendContinue(Socket socket) {
    try {
      socket
          .getOutputStream()
          .write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static void reset(Socket socket) {
    try {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    } catch (IOException alreadyGone) {
      // A closed socket is what was asked for.
    }
  }
}
