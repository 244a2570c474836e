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

  private final ServerSocket server;
  private final Handler handler;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean outage;

  private WebServer(ServerSocket server, Handler handler) {
    this.server = server;
    this.handler = handler;
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for any free one
   */
  public static WebServer start(int port, Handler handler) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
      WebServer server = new WebServer(socket, handler);
      Thread.ofVirtual().name("web-accept").start(server::accept);
      return server;
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "cannot listen on 127.0.0.1:" + port + "; choose another port", failure);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  /** While true, every connection is reset, the open ones at once. */
  public void outage(boolean on) {
    outage = on;
    if (on) {
      open.forEach(WebServer::reset);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException alreadyClosed) {
      // Nothing listens any more, which is what was asked for.
    }
    open.forEach(WebServer::reset);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().name("web").start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    open.add(socket);
    try (socket) {
      socket.setTcpNoDelay(true);
      PushbackInputStream in =
          new PushbackInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024), 1);
      RequestReader reader = new RequestReader(in, () -> sendContinue(socket));
      boolean more = true;
      while (more && !outage) {
        more = one(reader, socket, in);
      }
      if (outage) {
        reset(socket);
      }
    } catch (IOException | UncheckedIOException gone) {
      reset(socket);
    } finally {
      open.remove(socket);
    }
  }

  private boolean one(RequestReader reader, Socket socket, PushbackInputStream in)
      throws IOException {
    Optional<WebRequest> request;
    try {
      request = reader.next();
    } catch (BadRequestException bad) {
      refuse(socket, in, bad);
      return false;
    }
    if (request.isEmpty() || outage) {
      return false;
    }
    WebExchange exchange = new WebExchange(request.get(), socket, in);
    handler.handle(exchange);
    return exchange.keepAlive();
  }

  private static void refuse(Socket socket, PushbackInputStream in, BadRequestException bad)
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
