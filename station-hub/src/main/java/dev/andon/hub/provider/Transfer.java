package dev.andon.hub.provider;

import dev.andon.hub.exchange.ErrorClass;
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

  private final Call call;
  private final AttemptWatch.Clock clock;
  private final ProviderHttp.SentMark mark;
  private final AttemptLimits limits;
  private volatile boolean cancelled;
  private @Nullable Response response;

  Transfer(Call call, AttemptWatch.Clock clock, ProviderHttp.SentMark mark, AttemptLimits limits) {
    this.call = call;
    this.clock = clock;
    this.mark = mark;
    this.limits = limits;
  }

  /** Sends the request and waits for the headers of its answer. */
  Response execute() throws IOException {
    Response answer = call.execute();
    response = answer;
    clock.enter(ErrorClass.IDLE_TIMEOUT, limits.idle());
    return answer;
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
        throw JsonReader.malformed("the answer is larger than " + max + " bytes");
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
    return mark.sent()
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
