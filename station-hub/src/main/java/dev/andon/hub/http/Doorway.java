package dev.andon.hub.http;

import dev.andon.hub.chat.Content;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.request.Door;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.StoreException;
import dev.andon.hub.time.Ticker;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every HTTP door does before and after its own work: admit and read the body, give the
 * request its id, and turn everything that goes wrong into an error of the door's dialect.
 * Thread-safe.
 */
public final class Doorway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Doorway.class);
  private static final Duration PULSE = Duration.ofSeconds(1);
  private static final int TOO_MANY_REQUESTS = 429;

  /** So long the rest of a refused body may take. */
  private static final Duration REST = Duration.ofSeconds(5);

  private final HttpConfig config;
  private final Admission admission;
  private final InstantSource clock;
  private final Ticker ticker;
  private final RandomGenerator random;
  private final ReadWatch watch = new ReadWatch();

  /**
   * Parts of every HTTP door.
   *
   * @param random for request ids; thread-safe
   */
  public Doorway(
      HttpConfig config,
      Admission admission,
      InstantSource clock,
      Ticker ticker,
      RandomGenerator random) {
    this.config = config;
    this.admission = admission;
    this.clock = clock;
    this.ticker = ticker;
    this.random = random;
  }

  /** Reads the body and has it handled; errors go to the caller through {@code dialect}. */
  public void serve(
      ServerRequest request,
      ServerResponse response,
      BiConsumer<ServerResponse, Problem> dialect,
      Consumer<Body> handler) {
    try (Body body = Body.read(request, config, admission, ticker, watch)) {
      handler.accept(body);
    } catch (BadRequestException bad) {
      refuse(request, response, dialect, bad.refusal());
    } catch (BadJson bad) {
      refuse(
          request,
          response,
          dialect,
          new Refusal.BadRequest(Optional.empty(), "the body cannot be used: " + bad.getMessage()));
    } catch (UncheckedIOException | ServerConnectionException clientAway) {
      LOG.debug("client went away cause={}", clientAway.getMessage());
      throw clientAway;
    } catch (StoreException outage) {
      failed(response, dialect, outage);
    } catch (RuntimeException bug) {
      RequestId id = newId();
      LOG.error("request failed id={}", id, bug);
      if (response.isSent()) {
        throw bug;
      }
      TrailHeaders.id(response, id);
      dialect.accept(response, Problem.plain(500, "internal_error", "the hub failed; see " + id));
    }
  }

  /** An outage of the store is told by the store itself, once, and not once per request. */
  private void failed(
      ServerResponse response, BiConsumer<ServerResponse, Problem> dialect, StoreException outage) {
    RequestId id = newId();
    if (outage.kind().passes()) {
      LOG.debug("request not served id={} cause={}", id, outage.getMessage());
    } else {
      LOG.error("request failed id={}", id, outage);
    }
    if (response.isSent()) {
      throw outage;
    }
    TrailHeaders.id(response, id);
    dialect.accept(response, Problem.of(outage));
  }

  /**
   * A body that was refused unread stays in the connection, so the connection ends with it: when
   * its rest has come, so that the caller can read the answer, or soon.
   */
  private void refuse(
      ServerRequest request,
      ServerResponse response,
      BiConsumer<ServerResponse, Problem> dialect,
      Refusal refusal) {
    TrailHeaders.id(response, newId());
    if (request.content().consumed()) {
      dialect.accept(response, problem(refusal));
      return;
    }
    response.header(HeaderNames.CONNECTION, "close");
    var _ = watch.start(REST);
    dialect.accept(response, problem(refusal));
    readAway(request);
  }

  /** Bytes that nobody has read when a connection is closed take the answer from the caller. */
  private static void readAway(ServerRequest request) {
    try {
      InputStream rest = request.content().inputStream();
      byte[] some = new byte[8_192];
      while (rest.read(some) >= 0) {
        // until the caller has sent what it wanted to send, or the watch ends it
      }
    } catch (IOException | RuntimeException ended) {
      LOG.debug("the rest of a refused body did not come cause={}", ended.getMessage());
    }
  }

  /** Refuses a request whose method no door at this path takes. */
  public void wrongMethod(
      ServerRequest request,
      ServerResponse response,
      BiConsumer<ServerResponse, Problem> dialect,
      String allowed) {
    response.header(HeaderNames.ALLOW, allowed);
    turnAway(response, dialect, Problem.method(request.prologue().method().text(), allowed));
  }

  /** Refuses a request for a path without a door. */
  public void unknownPath(
      ServerRequest request, ServerResponse response, BiConsumer<ServerResponse, Problem> dialect) {
    String method = request.prologue().method().text();
    turnAway(response, dialect, Problem.unknownPath(method, request.path().absolute().path()));
  }

  /** The body is not read, so the connection ends with the answer. */
  private void turnAway(
      ServerResponse response, BiConsumer<ServerResponse, Problem> dialect, Problem problem) {
    TrailHeaders.id(response, newId());
    response.header(HeaderNames.CONNECTION, "close");
    dialect.accept(response, problem);
  }

  /** The gateway's request, from the headers and what the door has read. */
  public GatewayRequest request(ServerRequest request, Door door, Content content, long bytes) {
    ServerRequestHeaders headers = request.headers();
    return new GatewayRequest(
        newId(),
        door,
        Callers.caller(headers),
        Callers.lane(headers),
        Callers.attributes(headers),
        Optional.empty(),
        Callers.deadline(headers, ticker),
        bytes,
        content);
  }

  /** The error for a refusal, with the status that this hub uses for spent money. */
  public Problem problem(Refusal refusal) {
    Problem problem = Problem.of(refusal);
    return refusal instanceof Refusal.Budget && config.moneyIsRate()
        ? problem.as(TOO_MANY_REQUESTS)
        : problem;
  }

  /** Begins a stream of events. */
  public SseOut events(ServerResponse response, Runnable gone) {
    response.header("Content-Type", "text/event-stream; charset=utf-8");
    response.header("Cache-Control", "no-cache");
    response.header("X-Accel-Buffering", "no");
    return new SseOut(response.outputStream(), gone, PULSE);
  }

  /** Ends connections whose request heads do not arrive in the time that a body has. */
  public Http1ConnectionListener heads() {
    return new HeadWatch(watch, config.bodyLimit());
  }

  @Override
  public void close() {
    watch.close();
  }

  private RequestId newId() {
    return RequestId.create(clock.millis(), random);
  }
}
