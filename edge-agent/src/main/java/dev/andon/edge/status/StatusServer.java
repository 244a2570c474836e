package dev.andon.edge.status;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.andon.edge.AgentSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small HTTP server for metrics, health and the status page, which take GET and HEAD only and no
 * input beyond the path, and for the last frames and golden frames, which have doors of their own.
 * Thread-safe.
 */
public final class StatusServer implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final HttpServer server;
  private final ExecutorService executor;

  private StatusServer(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  public static StatusServer start(
      AgentSettings.Web web,
      StationPages pages,
      Optional<EnrolDoor> enrolment,
      Optional<FramesDoor> frames) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(web.host(), web.port()), BACKLOG);
      ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
      server.setExecutor(executor);
      server.createContext("/", exchange -> answer(exchange, pages));
      enrolment.ifPresent(
          door -> server.createContext(EnrolDoor.PATH, exchange -> answer(exchange, door)));
      frames.ifPresent(
          door -> server.createContext(FramesDoor.PATH, exchange -> answer(exchange, door)));
      server.start();
      return new StatusServer(server, executor);
    } catch (IOException | IllegalArgumentException taken) {
      throw new IllegalStateException(
          "the status page cannot listen on "
              + web.host()
              + ":"
              + web.port()
              + " ("
              + taken.getMessage()
              + "); set http.port to another one or stop what uses it",
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

  private static void answer(HttpExchange exchange, EnrolDoor door) throws IOException {
    try (exchange) {
      door.answer(exchange).send(exchange);
    }
  }

  private static void answer(HttpExchange exchange, FramesDoor door) throws IOException {
    try (exchange) {
      door.answer(exchange).send(exchange);
    }
  }

  private static void answer(HttpExchange exchange, StationPages pages) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      StationPages.Page page =
          method.equals("HEAD") || method.equals("GET")
              ? pages.page(exchange.getRequestURI().getPath())
              : new StationPages.Page(405, "text/plain", "only GET and HEAD\n");
      byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
      new HttpAnswer(page.status(), page.type(), body, HttpAnswer.STILL, Map.of()).send(exchange);
    }
  }
}
