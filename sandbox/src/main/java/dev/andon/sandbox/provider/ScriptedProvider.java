package dev.andon.sandbox.provider;

import dev.andon.sandbox.http.WebExchange;
import dev.andon.sandbox.http.WebRequest;
import dev.andon.sandbox.http.WebServer;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * An HTTP server on the loopback interface that stands for a provider of vision models. It speaks
 * OpenAI's, Anthropic's, Gemini's and Bedrock's formats on their own paths. Thread-safe.
 */
public final class ScriptedProvider implements AutoCloseable {

  private static final List<ScriptedDialect> DIALECTS =
      List.of(
          new ScriptedOpenAi(),
          new ScriptedAnthropic(),
          new ScriptedGemini(),
          new ScriptedBedrock());

  private final ScriptedModel model;
  private final ScriptedPrices prices;
  private final InstantSource clock;
  private final ProviderScript script;
  private final ProviderAccounts books = new ProviderAccounts();
  private final WebServer server;

  /**
   * Starts to listen.
   *
   * @param port 0 for any free one
   * @param random decides which requests fail under an error rate
   */
  public ScriptedProvider(
      int port,
      TruthBook truths,
      ScriptedPrices prices,
      InstantSource clock,
      RandomGenerator random) {
    this.model = new ScriptedModel(truths);
    this.prices = prices;
    this.clock = clock;
    this.script = new ProviderScript(random);
    this.server = WebServer.start(port, this::handle);
  }

  public int port() {
    return server.port();
  }

  /** What a client sets as its base URL, without the version: {@code http://127.0.0.1:port}. */
  public String uri() {
    return "http://127.0.0.1:" + port();
  }

  /** What goes wrong next. */
  public ProviderScript script() {
    return script;
  }

  /** Its own accounts. */
  public ProviderAccounts books() {
    return books;
  }

  /** While true, open connections are gone and new ones are refused. */
  public void outage(boolean on) {
    server.outage(on);
  }

  /** Closes connections that are kept open and carry no request now, as servers do after a time. */
  public void closeIdle() {
    server.closeIdle();
  }

  @Override
  public void close() {
    server.close();
  }

  private void handle(WebExchange exchange) throws IOException {
    Instant received = clock.instant();
    WebRequest request = exchange.request();
    for (ScriptedDialect dialect : DIALECTS) {
      try {
        Optional<ScriptedQuestion> asked = dialect.read(request);
        if (asked.isPresent()) {
          new Served(exchange, dialect, asked.get(), received).run();
          return;
        }
      } catch (IllegalArgumentException bad) {
        refuse(exchange, dialect, 400, String.valueOf(bad.getMessage()));
        return;
      }
    }
    other(exchange);
  }

  private static void other(WebExchange exchange) throws IOException {
    if (exchange.request().path().endsWith("/models")) {
      ObjectNode list = Bodies.object().put("object", "list");
      list.putArray("data").addObject().put("id", "vision-1").put("object", "model");
      exchange.respond(200, Map.of("content-type", "application/json"), Pieces.json(list));
    } else {
      refuse(exchange, DIALECTS.getFirst(), 404, "no such path: " + exchange.request().path());
    }
  }

  private static void refuse(
      WebExchange exchange, ScriptedDialect dialect, int status, String message)
      throws IOException {
    Map<String, String> headers = new HashMap<>(dialect.errorHeaders(status));
    headers.put("content-type", "application/json");
    exchange.respond(status, headers, dialect.error(status, message));
  }

  /** One understood request on its way to an answer and into the books. */
  private final class Served {

    private final WebExchange exchange;
    private final ScriptedDialect dialect;
    private final ScriptedQuestion asked;
    private final Instant received;
    private final UUID id = UUID.randomUUID();
    private ScriptedAnswer answer;
    private int status;
    private boolean answered;

    Served(
        WebExchange exchange, ScriptedDialect dialect, ScriptedQuestion asked, Instant received) {
      this.exchange = exchange;
      this.dialect = dialect;
      this.asked = asked;
      this.received = received;
      this.answer = new ScriptedAnswer("", new ScriptedUsage(0, 0, 0));
    }

    void run() throws IOException {
      try {
        Optional<Fault> fault = script.faultFor(asked.key());
        if (!exchange.pause(script.latency())) {
          return;
        }
        // Only now: the sandbox may learn the truth about a picture while the model "thinks".
        answer = model.answer(asked);
        if (fault.isPresent()) {
          suffer(fault.get());
        } else {
          status = 200;
          reply().whole();
          answered = true;
        }
      } finally {
        book();
      }
    }

    private void suffer(Fault fault) throws IOException {
      status = 200;
      switch (fault) {
        case Fault.RateLimited limit -> limit(limit);
        case Fault.BadKey() -> error(401, "Incorrect API key provided.", Map.of());
        case Fault.ServerError() -> error(500, "The server had an error.", Map.of());
        case Fault.SilentBeforeHeaders() -> {
          status = 0;
          reply().silent();
        }
        case Fault.StallMidStream() -> reply().stall();
        case Fault.CutMidStream() -> reply().cut();
        case Fault.MalformedChunk() -> reply().malformed();
        case Fault.TruncatedJson() -> reply().truncated();
        case Fault.WrongContentType() -> reply().html();
        case Fault.SlowDrip(int rate) -> answered = reply().drip(rate);
      }
    }

    private void limit(Fault.RateLimited limit) throws IOException {
      Map<String, String> headers =
          limit
              .retryAfter()
              .map(
                  wait ->
                      Map.of(
                          "retry-after", Long.toString(Math.max(1, wait.toSeconds())),
                          "retry-after-ms", Long.toString(wait.toMillis())))
              .orElse(Map.of());
      error(429, "Rate limit reached.", headers);
    }

    private void error(int code, String message, Map<String, String> more) throws IOException {
      status = code;
      Map<String, String> headers = new HashMap<>(dialect.errorHeaders(code));
      headers.putAll(more);
      headers.put("content-type", "application/json");
      exchange.respond(code, headers, dialect.error(code, message));
    }

    private FaultyReply reply() {
      List<byte[]> pieces =
          asked.stream()
              ? dialect.pieces(id, asked, answer)
              : List.of(dialect.whole(id, asked, answer));
      return new FaultyReply(exchange, dialect, asked.stream(), pieces);
    }

    private void book() {
      List<String> images = asked.images().stream().map(Pixels::sha256).toList();
      long cost = answered ? prices.of(answer.usage()) : 0;
      books.add(
          new BookEntry(
              id,
              received,
              images,
              asked.key(),
              asked.model(),
              answer.usage(),
              status,
              answered,
              cost));
    }
  }
}
