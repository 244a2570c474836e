package dev.andon.sandbox.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy on the loopback interface that stands for the cable between two machines. Two virtual
 * threads a connection. Thread-safe: any thread may change the link at any time.
 */
public final class LinkProxy implements AutoCloseable {

  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int CONNECT_MILLIS = 5_000;

  /** Who had to wait so long for something to carry was idle, not late. */
  private static final long IDLE_NANOS = 1_000_000;

  /** The connection has to end. */
  private static final long ENDED = Long.MIN_VALUE;

  private final InetSocketAddress target;
  private final ServerSocket server;
  private final LinkGate gate = new LinkGate();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private LinkProxy(InetSocketAddress target, ServerSocket server) {
    this.target = target;
    this.server = server;
  }

  /** Listens on any free loopback port and passes connections on to the target. */
  public static LinkProxy to(String host, int port) {
    try {
      ServerSocket server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
      LinkProxy proxy = new LinkProxy(new InetSocketAddress(host, port), server);
      Thread.ofVirtual().name("link-accept").start(proxy::accept);
      return proxy;
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "no loopback port for a link to " + host + ":" + port, failure);
    }
  }

  /** The port to connect to instead of the target's. */
  public int port() {
    return server.getLocalPort();
  }

  public LinkState state() {
    return gate.state();
  }

  /** How often the link went from carrying to not carrying. */
  public long outages() {
    return gate.outages();
  }

  /** Connections that are open through this link now. */
  public int connections() {
    return open.size() / 2;
  }

  /** Resets every connection; new ones are reset too, until {@link #restore}. */
  public void cut() {
    gate.set(new LinkState.Cut());
    open.forEach(LinkProxy::reset);
  }

  /** Keeps connections open and passes nothing on. */
  public void stall() {
    gate.set(new LinkState.Stalled());
  }

  /** Passes on at most so many bytes a second in each direction of each connection. */
  public void slow(long bytesPerSecond) {
    gate.set(new LinkState.Slow(bytesPerSecond));
  }

  /** Passes everything on again, also what waited while the link was stalled. */
  public void restore() {
    gate.set(new LinkState.Up());
  }

  @Override
  public void close() {
    gate.close();
    closeQuietly(server);
    open.forEach(LinkProxy::reset);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        Thread.ofVirtual().name("link").start(() -> serve(near));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket near) {
    Socket far = new Socket();
    open.add(near);
    open.add(far);
    try {
      if (gate.admit(1) == 0) {
        return;
      }
      far.connect(target, CONNECT_MILLIS);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      Thread back = Thread.ofVirtual().name("link-back").start(() -> pump(far, near));
      pump(near, far);
      back.join();
    } catch (IOException unreachable) {
      // The near side sees a reset, as it would from a machine that is not there.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      reset(near);
      reset(far);
      open.remove(near);
      open.remove(far);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    long freeAt = System.nanoTime();
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      long asked = System.nanoTime();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        long came = System.nanoTime();
        freeAt = pass(buffer, read, out, came - asked > IDLE_NANOS ? came : freeAt);
        if (freeAt == ENDED) {
          reset(from);
          reset(to);
          return;
        }
        asked = System.nanoTime();
      }
      to.shutdownOutput();
    } catch (IOException gone) {
      reset(from);
      reset(to);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when the link is free again, or {@link #ENDED}. */
  private long pass(byte[] buffer, int length, OutputStream out, long before)
      throws IOException, InterruptedException {
    long freeAt = before;
    int done = 0;
    while (done < length) {
      int admitted = gate.admit(length - done);
      if (admitted == 0) {
        return ENDED;
      }
      out.write(buffer, done, admitted);
      done += admitted;
      freeAt = gate.pace(admitted, freeAt);
    }
    return freeAt;
  }

  /** A close that drops what was not sent and tells the peer so. */
  private static void reset(Socket socket) {
    try {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
      }
    } catch (IOException alreadyGone) {
      // Closing is all that is left to do.
    }
    closeQuietly(socket);
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception alreadyGone) {
      // Nothing else holds it.
    }
  }
}
