package dev.andon.edge.trigger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.andon.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where parts are announced over HTTP: {@code POST /part?part=…&variant=…&view=…}, with the picture
 * as body where this station takes pictures so. 200 taken, 208 known, 400 or 413 refused, 401
 * without token, 503 not now. Thread-safe.
 */
public final class PartDoor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartDoor.class);
  static final String PATH = "/part";
  private static final int AT_ONCE = 32;
  private static final int BACKLOG = 64;
  private static final int LONGEST_QUERY = 4_096;

  private final HttpServer server;
  private final ExecutorService executor;
  private final Settings settings;
  private final PartReceiver receiver;
  private final Semaphore room = new Semaphore(AT_ONCE);

  /**
   * Where to listen and whom to trust.
   *
   * @param host an address of this machine
   * @param port 0 takes a free one
   * @param token presented as a bearer; needed off loopback
   * @param plain whether others than this machine may come, without TLS
   * @param maxBytes the largest body
   */
  public record Settings(
      String host, int port, Optional<Secret> token, boolean plain, long maxBytes) {
    /** Refuses a door that anybody on the network could use. */
    public Settings {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port must be 0 to 65535, but is " + port);
      }
      if (!loopback(host) && (token.isEmpty() || !plain)) {
        throw new IllegalArgumentException(
            "parts are announced on "
                + host
                + " without TLS, where everybody on the way could do it: give token and plain:"
                + " true if that network is trusted, or host: 127.0.0.1 behind a proxy with TLS");
      }
    }

    private static boolean loopback(String host) {
      try {
        return InetAddress.getByName(host).isLoopbackAddress();
      } catch (UnknownHostException nowhere) {
        return false;
      }
    }
  }

  private PartDoor(
      HttpServer server, ExecutorService executor, Settings settings, PartReceiver receiver) {
    this.server = server;
    this.executor = executor;
    this.settings = settings;
    this.receiver = receiver;
  }

  /**
   * Opens it.
   *
   * @throws IllegalStateException when the port is taken
   */
  public static PartDoor open(Settings settings, PartReceiver receiver) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), BACKLOG);
      ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
      PartDoor door = new PartDoor(server, executor, settings, receiver);
      server.setExecutor(executor);
      server.createContext("/", door::answer);
      server.start();
      return door;
    } catch (IOException | IllegalArgumentException taken) {
      throw new IllegalStateException(
          "parts cannot be announced on "
              + settings.host()
              + ":"
              + settings.port()
              + " ("
              + taken.getMessage()
              + "); take another port or stop what uses it",
          taken);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private record Reply(int status, String says) {}

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = reply(exchange);
      byte[] body = (reply.says() + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      if (reply.status() == 503) {
        exchange.getResponseHeaders().set("Retry-After", "1");
      }
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Reply reply(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestURI().getPath().equals(PATH)) {
      return new Reply(404, "announce parts with POST " + PATH + "?part=…");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return new Reply(405, "only POST");
    }
    if (!trusted(exchange)) {
      return new Reply(401, "the token is missing or wrong: Authorization: Bearer …");
    }
    if (!room.tryAcquire()) {
      return new Reply(503, "more than " + AT_ONCE + " parts are announced at once");
    }
    try {
      return taken(exchange);
    } catch (IllegalArgumentException wrong) {
      return new Reply(400, String.valueOf(wrong.getMessage()));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new Reply(503, "the station is stopping");
    } catch (RuntimeException bug) {
      LOG.error("a part cannot be taken", bug);
      return new Reply(500, "the station failed: its log says why");
    } finally {
      room.release();
    }
  }

  private Reply taken(HttpExchange exchange) throws IOException, InterruptedException {
    PartAnnouncement part = PartAnnouncement.of(query(exchange.getRequestURI().getRawQuery()));
    long most = settings.maxBytes();
    byte[] body = exchange.getRequestBody().readNBytes((int) Math.min(most + 1, 1 << 30));
    if (body.length > most) {
      return new Reply(413, "the picture has more than the " + most + " bytes allowed");
    }
    return switch (receiver.take(part, body)) {
      case PartReceiver.Answer.Taken(String says) -> new Reply(200, says);
      case PartReceiver.Answer.Known(String says) -> new Reply(208, says);
      case PartReceiver.Answer.Refused(String says) -> new Reply(400, says);
      case PartReceiver.Answer.Busy(String says) -> new Reply(503, says);
    };
  }

  private boolean trusted(HttpExchange exchange) {
    if (settings.token().isEmpty()) {
      return true;
    }
    String said = exchange.getRequestHeaders().getFirst("Authorization");
    byte[] wanted =
        ("Bearer " + settings.token().get().current().text()).getBytes(StandardCharsets.UTF_8);
    return said != null
        && MessageDigest.isEqual(wanted, said.strip().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> said = new LinkedHashMap<>();
    if (raw == null || raw.isEmpty()) {
      return said;
    }
    if (raw.length() > LONGEST_QUERY) {
      throw new IllegalArgumentException("the query has more than " + LONGEST_QUERY + " signs");
    }
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = decoded(equals < 0 ? pair : pair.substring(0, equals));
      if (said.put(key, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
        throw new IllegalArgumentException(key + " is said twice");
      }
    }
    return said;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
