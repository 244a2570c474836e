package dev.andon.edge;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A broker of a few bytes: it takes every login and subscription, and ends each connection right
 * after the subscription with what it was given to say.
 */
final class ScriptedBroker implements AutoCloseable {
  /** DISCONNECT with reason 0x8E and without a property length. */
  static final byte[] TAKEN_OVER_IN_SHORT = {(byte) 0xe0, 1, (byte) 0x8e};

  /** DISCONNECT with reason 0x8B: the broker stops. */
  static final byte[] STOPPING_IN_SHORT = {(byte) 0xe0, 1, (byte) 0x8b};

  /** It closes the connection without a word. */
  static final byte[] NOTHING = {};

  private static final int CONNECT = 1;
  private static final int SUBSCRIBE = 8;

  private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
  private final AtomicInteger logins = new AtomicInteger();
  private final byte[] goodbye;

  ScriptedBroker(byte[] goodbye) throws IOException {
    this.goodbye = goodbye.clone();
    Thread.ofVirtual().start(this::accept);
  }

  String uri() {
    return "tcp://127.0.0.1:" + server.getLocalPort();
  }

  /** How many connections it took. */
  int logins() {
    return logins.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        serve(new DataInputStream(client.getInputStream()), client.getOutputStream());
      } catch (IOException gone) {
        // The next one.
      }
    }
  }

  private void serve(DataInputStream in, OutputStream out) throws IOException {
    while (true) {
      int type = in.readUnsignedByte() >> 4;
      byte[] body = new byte[length(in)];
      in.readFully(body);
      if (type == CONNECT) {
        logins.incrementAndGet();
        out.write(new byte[] {0x20, 3, 0, 0, 0});
      } else if (type == SUBSCRIBE) {
        out.write(new byte[] {(byte) 0x90, 4, body[0], body[1], 0, 1});
        out.write(goodbye);
        return;
      }
    }
  }

  private static int length(DataInputStream in) throws IOException {
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      int part = in.readUnsignedByte();
      length |= (part & 0x7f) << shift;
      if (part < 0x80) {
        return length;
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
