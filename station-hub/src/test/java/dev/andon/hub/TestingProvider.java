package dev.andon.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** An OpenAI-compatible provider on a free port that answers as told, and remembers what came. */
public final class TestingProvider implements AutoCloseable {
  private static final String PASS = "{\\\"verdict\\\":\\\"pass\\\",\\\"findings\\\":[]}";

  private final HttpServer server;
  public final List<String> bodies = new CopyOnWriteArrayList<>();
  public volatile int status = 200;
  public volatile Duration delay = Duration.ZERO;
  public volatile String content = PASS;

  /** Starts it. */
  public TestingProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/v1/chat/completions", this::answer);
      server.start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** For {@code base_url}. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    bodies.add(body);
    LockSupport.parkNanos(body.contains("SLOW") ? 2_000_000_000L : delay.toNanos());
    boolean stream = body.contains("\"stream\":true");
    byte[] answer =
        (status != 200 ? error() : stream ? chunks() : whole(body))
            .getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .add("Content-Type", stream && status == 200 ? "text/event-stream" : "application/json");
    exchange.sendResponseHeaders(status, answer.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(answer);
    }
  }

  private String error() {
    return "{\"error\":{\"message\":\"no\",\"type\":\"server_error\",\"code\":null,\"param\":null}}";
  }

  /** A tool's call where a tool is offered, the small JSON where a schema other than ours is. */
  private String whole(String body) {
    boolean tool = body.contains("\"measure\"") && !body.contains("3 mm");
    String text = body.contains("\"ok\"") ? "{\\\"ok\\\":true}" : content;
    String message =
        tool
            ? """
              {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
               "function":{"name":"measure","arguments":"{}"}}]}"""
            : "{\"role\":\"assistant\",\"content\":\"" + text + "\"}";
    return """
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o-mini",
         "choices":[{"index":0,"message":%s,"finish_reason":"%s"}],
         "usage":{"prompt_tokens":20,"completion_tokens":10,"total_tokens":30}}"""
        .formatted(message, tool ? "tool_calls" : "stop");
  }

  private String chunks() {
    return """
        data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}]}

        data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":null}]}

        data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}

        data: [DONE]

        """;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
