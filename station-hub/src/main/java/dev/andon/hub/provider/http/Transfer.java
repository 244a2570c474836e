package dev.andon.hub.provider.http;

import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.AttemptLimits;
import dev.andon.hub.provider.dialect.AnswerJson;
import dev.andon.hub.request.ErrorClass;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** One request on its way, and its answer. Confined to one thread, except {@link #cancel()}. */
final class Transfer implements AutoCloseable {
  private static final int CHUNK_BYTES = 16 * 1024;

  /**
   * A kept connection that is reset within this time behind the last byte of a request was ended
   * because it was kept too long; later, because of what the provider did.
   */
  private static final Duration CROSSING = Duration.ofSeconds(2);

  private final AttemptWatch.Clock clock;
  private final SentMark mark;
  private final AttemptLimits limits;
  private final KeptConnections kept;
  private Duration out = Duration.ZERO;
  private volatile Call call;
  private volatile boolean cancelled;
  private @Nullable Response response;

  Transfer(
      Call call, AttemptWatch watch, SentMark mark, AttemptLimits limits, KeptConnections kept) {
    this.call = call;
    this.clock = watch.start(limits, () -> this.call.cancel());
    this.mark = mark;
    this.limits = limits;
    this.kept = kept;
    mark.on(
        () -> clock.enter(ErrorClass.HEADERS_TIMEOUT, limits.headers()),
        () -> out = clock.elapsed());
  }

  /**
   * Sends the request and waits for the headers of its answer. A kept connection that turns out to
   * be closed is like none: the request goes out once more, on another.
   */
  Response execute() throws IOException {
    while (true) {
      try {
        Response answer = call.execute();
        response = answer;
        clock.enter(ErrorClass.IDLE_TIMEOUT, limits.idle());
        return answer;
      } catch (ConnectionGone gone) {
        again(gone, mark.freshOnly());
      } catch (IOException lost) {
        if (clock.expired() && mark.kept() && mark.silent()) {
          kept.distrust(mark.host());
        }
        if (!crossed()) {
          throw lost;
        }
        again(lost, true);
      }
    }
  }

  /**
   * Whether the end of a kept connection and this request crossed on their way: the other side
   * threw the request away, before it was out or at once behind it.
   */
  private boolean crossed() {
    return mark.thrownAway()
        && (mark.cutShort() || clock.elapsed().minus(out).compareTo(CROSSING) <= 0);
  }

  private void again(IOException why, boolean onFreshConnection) throws IOException {
    if (over()) {
      throw why;
    }
    mark.renew(onFreshConnection);
    clock.enter(ErrorClass.CONNECT, limits.connect());
    call = call.clone();
    if (over()) {
      call.cancel(); // whoever ended the attempt meanwhile may have seen the old call
    }
  }

  private boolean over() {
    return cancelled || clock.expired() || Thread.currentThread().isInterrupted();
  }

  /** From here on, the next event must come within the limit for the first token. */
  void awaitFirstToken() {
    clock.enter(ErrorClass.FIRST_TOKEN_TIMEOUT, limits.firstToken());
  }

  /** From here on, bytes must not stop for longer than the idle limit. */
  void awaitMore() {
    clock.enter(ErrorClass.IDLE_TIMEOUT, limits.idle());
  }

  /** The whole body, at most {@code max} bytes. */
  byte[] readAll(int max) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(CHUNK_BYTES);
    byte[] chunk = new byte[CHUNK_BYTES];
    InputStream in = body();
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      out.write(chunk, 0, count);
      awaitMore();
      if (out.size() > max) {
        throw AnswerJson.malformed("the answer is larger than " + max + " bytes");
      }
    }
    return out.toByteArray();
  }

  /** The first {@code max} bytes of the body. */
  byte[] readSome(int max) throws IOException {
    return body().readNBytes(max);
  }

  /** The body as a stream that counts as progress what it reads once the first token is out. */
  InputStream body() {
    if (response == null) {
      throw new IllegalStateException("there is no answer yet");
    }
    return response.body().byteStream();
  }

  /** The body; each read is progress. */
  InputStream progressing() {
    return new FilterInputStream(body()) {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
          return 0; // Okio would wait for more, and readNBytes asks for nothing at its end
        }
        int count = super.read(buffer, offset, length);
        if (clock.phase() == ErrorClass.IDLE_TIMEOUT) {
          awaitMore();
        }
        return count;
      }
    };
  }

  Duration elapsed() {
    return clock.elapsed();
  }

  /** What {@code e} means, seen with what this transfer knows. */
  AttemptFailure explain(IOException e) {
    if (e instanceof AttemptException known) {
      return known.failure();
    }
    if (clock.expired()) {
      return expired();
    }
    if (cancelled || Thread.currentThread().isInterrupted()) {
      return failure(ErrorClass.CALLER, "the caller went away after " + seconds());
    }
    return mark.sent()
        ? failure(ErrorClass.CUT, "the connection broke after " + seconds() + ": " + name(e))
        : failure(ErrorClass.CONNECT, "no connection: " + name(e));
  }

  /** Ends the transfer at once; any thread. */
  void cancel() {
    cancelled = true;
    call.cancel();
  }

  @Override
  public void close() {
    clock.close();
    if (response != null) {
      response.close();
    }
  }

  private AttemptFailure expired() {
    String phase =
        clock.phase().name().toLowerCase(Locale.ROOT).replace("_timeout", "").replace('_', ' ');
    if (clock.deadlinePassed()) {
      return failure(
              clock.error(), "the deadline passed after " + seconds() + ", waiting for: " + phase)
          .boundByDeadline();
    }
    return failure(
        clock.error(),
        "no progress within the limit after " + seconds() + ", waiting for: " + phase);
  }

  private AttemptFailure failure(ErrorClass error, String detail) {
    Optional<Integer> status = Optional.ofNullable(response).map(Response::code);
    return mark.sent() && !(response == null && mark.cutShort())
        ? AttemptFailure.unknown(error, status, detail)
        : AttemptFailure.free(error, status, detail);
  }

  private String seconds() {
    return String.format(Locale.ROOT, "%.3f s", clock.elapsed().toNanos() / 1e9);
  }

  private static String name(IOException e) {
    return e.getClass().getSimpleName();
  }
}
