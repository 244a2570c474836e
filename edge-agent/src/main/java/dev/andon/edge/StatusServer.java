package dev.andon.edge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small HTTP server for metrics, health and the status page: GET and HEAD only, no input beyond
 * the path. Thread-safe.
 */
final class StatusServer implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final HttpServer server;
  private final ExecutorService executor;

  private StatusServer(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  static StatusServer start(AgentSettings.Web web, StatusPages pages) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(web.host(), web.port()), BACKLOG);
      ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
      server.setExecutor(executor);
      server.createContext("/", exchange -> answer(exchange, pages));
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

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private static void answer(HttpExchange exchange, StatusPages pages) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      boolean head = method.equals("HEAD");
      StatusPages.Page page =
          head || method.equals("GET")
              ? pages.page(exchange.getRequestURI().getPath())
              : new StatusPages.Page(405, "text/plain", "only GET and HEAD\n");
      byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", page.type() + "; charset=utf-8");
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange
          .getResponseHeaders()
          .set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
      exchange.sendResponseHeaders(page.status(), head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }
}
