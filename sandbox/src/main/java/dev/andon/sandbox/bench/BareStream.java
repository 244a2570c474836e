package dev.andon.sandbox.bench;

import dev.andon.sandbox.link.LinkProxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** What a shaped link carries when somebody does nothing but write. */
final class BareStream {
  private static final int PIECE = 64 << 10;
  private static final double SECONDS = 2;

  private BareStream() {}

  static double bytesPerSecond(long shapedTo) throws IOException {
    try (ServerSocket sink = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LinkProxy link = LinkProxy.to("127.0.0.1", sink.getLocalPort())) {
      link.slow(shapedTo);
      Thread.ofVirtual().name("bare-stream").start(() -> write(link.port(), shapedTo));
      try (Socket taken = sink.accept()) {
        return taken(taken.getInputStream(), shapedTo);
      }
    }
  }

  private static void write(int port, long shapedTo) {
    byte[] piece = new byte[PIECE];
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      for (long left = (long) (2 * SECONDS * shapedTo); left > 0; left -= PIECE) {
        out.write(piece);
      }
    } catch (IOException readEnough) {
      // The reader has what it wants.
    }
  }

  private static double taken(InputStream in, long shapedTo) throws IOException {
    byte[] piece = new byte[PIECE];
    long wanted = (long) (SECONDS * shapedTo);
    long taken = in.read(piece);
    long first = taken;
    long begun = System.nanoTime();
    for (int read = 1; read > 0 && taken < wanted; taken += read) {
      read = Math.max(0, in.read(piece));
    }
    return (taken - first) / ((System.nanoTime() - begun) / 1e9);
  }
}
