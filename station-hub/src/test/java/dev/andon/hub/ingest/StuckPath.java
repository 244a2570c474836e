package dev.andon.hub.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The way to a broker, which can stop carrying anything without closing a connection. */
final class StuckPath implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
  private final int broker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moves = lock.newCondition();
  private boolean stuck;

  StuckPath(int broker) throws IOException {
    this.broker = broker;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  void stick(boolean now) {
    lock.lock();
    try {
      stuck = now;
      moves.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), broker);
        Thread.ofVirtual().start(() -> carry(near, far));
        Thread.ofVirtual().start(() -> carry(far, near));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void carry(Socket from, Socket to) {
    byte[] some = new byte[16_384];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(some); length >= 0; length = in.read(some)) {
        waitWhileStuck();
        out.write(some, 0, length);
      }
      waitWhileStuck();
    } catch (IOException gone) {
      // Both ends are closed now.
    }
  }

  private void waitWhileStuck() {
    lock.lock();
    try {
      while (stuck) {
        moves.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    stick(false);
    server.close();
  }
}
