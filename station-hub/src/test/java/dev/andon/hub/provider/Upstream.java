package dev.andon.hub.provider;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ServerSocketFactory;

/** A real server on loopback that answers each request by script, down to the bytes. */
public final class Upstream implements AutoCloseable {

  /** What it received. */
  public record Received(String line, Map<String, String> headers, byte[] body) {
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    public String path() {
      return line.split(" ", 3)[1];
    }
  }

  /** Answers one request; throwing or returning early cuts the connection. */
  @FunctionalInterface
  public interface Script {
    void answer(Received request, Reply reply) throws Exception;
  }

  /** Decides, when a head has come, whether the rest is read; otherwise the connection ends. */
  @FunctionalInterface
  public interface Welcome {
    boolean takes(int requestOfConnection, Socket socket) throws Exception;
  }

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final Thread acceptor;
  private volatile Script script;
  private volatile boolean notKept;
  private volatile Welcome welcome = (request, socket) -> true;

  public Upstream(Script script) throws IOException {
    this(script, ServerSocketFactory.getDefault());
  }

  public Upstream(Script script, ServerSocketFactory factory) throws IOException {
    this.script = script;
    this.server = factory.createServerSocket(0, 128, InetAddress.getLoopbackAddress());
    this.acceptor = Thread.ofVirtual().start(this::accept);
  }

  public String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  public int port() {
    return server.getLocalPort();
  }

  public void script(Script next) {
    script = next;
  }

  /** From now on each connection ends when its second request begins to come, which is not read. */
  public void endWhenAskedAgain() {
    notKept = true;
  }

  private static void awaitByte(Socket socket) throws IOException {
    while (socket.getInputStream().available() == 0) {
      LockSupport.parkNanos(100_000);
    }
  }

  public void welcome(Welcome next) {
    welcome = next;
  }

  /** How many connections were taken so far. */
  public int connections() {
    return connections.get();
  }

  /** Ends every connection now, as a server does that keeps them no longer. */
  public void endKept(boolean reset) throws IOException {
    for (Socket socket : open) {
      end(socket, reset);
    }
    while (!open.isEmpty()) {
      Thread.onSpinWait(); // until each has noticed
    }
  }

  /** Says something on every connection although nothing was asked. */
  public void sayUnasked(String text) throws IOException {
    for (Socket socket : open) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  /** Ends a connection: with a reset, or with goodbye; one that has ended by itself stays so. */
  public static void end(Socket socket, boolean reset) throws IOException {
    try {
      if (reset) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    } catch (SocketException failed) {
      if (!socket.isClosed()) {
        throw failed;
      }
    }
  }

  /** The next request that came in. */
  public Received take() throws InterruptedException {
    Received next = received.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no request came within 10 s");
    }
    return next;
  }

  public int waiting() {
    return received.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    try {
      acceptor.join(); // until then the port still takes connections
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int number = 1; ; number++) {
        if (number > 1 && notKept) {
          awaitByte(socket); // the next request is on its way to a connection that ends
          return;
        }
        String line = line(in);
        if (line.isEmpty()) {
          return;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String h = line(in); !h.isEmpty(); h = line(in)) {
          int colon = h.indexOf(':');
          headers.put(
              h.substring(0, colon).toLowerCase(Locale.ROOT), h.substring(colon + 1).strip());
        }
        if (!welcome.takes(number, socket)) {
          return;
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        Received request = new Received(line, headers, body);
        received.add(request);
        Reply reply = new Reply(socket);
        script.answer(request, reply);
        if (!reply.whole) {
          return;
        }
      }
    } catch (Exception cut) {
      // the connection ends here, which is what the script wanted
    } finally {
      open.remove(socket);
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** Writes an answer. */
  public static final class Reply {
    private final Socket socket;
    private boolean whole;

    private Reply(Socket socket) {
      this.socket = socket;
    }

    /** A complete JSON answer. */
    public void json(int status, String body, String... headers) throws IOException {
      complete(status, "application/json", body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** A complete answer of any type. */
    public void complete(int status, String type, byte[] body, String... headers)
        throws IOException {
      StringBuilder head = head(status, type, headers);
      head.append("content-length: ").append(body.length).append("\r\n\r\n");
      write(head.toString());
      socket.getOutputStream().write(body);
      whole = true;
    }

    /** The connection ends behind this answer, without a word about it in the answer. */
    public void thenEnd(boolean reset) throws IOException {
      end(socket, reset);
      whole = false;
    }

    /** The head of a stream that ends with the connection. */
    public void stream(String type) throws IOException {
      write(head(200, type).append("connection: close\r\n\r\n").toString());
    }

    /** Server-sent events. */
    public void events() throws IOException {
      stream("text/event-stream");
    }

    /** One event. */
    public void data(String json) throws IOException {
      write("data: " + json + "\n\n");
    }

    /** One named event. */
    public void event(String name, String json) throws IOException {
      write("event: " + name + "\ndata: " + json + "\n\n");
    }

    public void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.UTF_8));
    }

    public void write(byte[] bytes) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    }

    /** Says nothing until the other side goes away. */
    public void silence() throws IOException {
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        // whatever comes is not looked at
      }
    }

    private static StringBuilder head(int status, String type, String... headers) {
      StringBuilder head =
          new StringBuilder("HTTP/1.1 " + status + " Status\r\ncontent-type: " + type + "\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      return head;
    }
  }
}
