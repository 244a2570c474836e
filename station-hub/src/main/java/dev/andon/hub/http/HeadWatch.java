package dev.andon.hub.http;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections whose request line came and whose headers do not. Thread-safe: each connection
 * is read by a thread of its own.
 */
final class HeadWatch implements Http1ConnectionListener {
  private static final ThreadLocal<ReadWatch.@Nullable Guard> READING = new ThreadLocal<>();

  private final ReadWatch watch;
  private final Duration limit;

  HeadWatch(ReadWatch watch, Duration limit) {
    this.watch = watch;
    this.limit = limit;
  }

  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    READING.set(watch.start(limit));
  }

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    ReadWatch.Guard guard = READING.get();
    if (guard != null) {
      guard.close();
      READING.remove();
    }
  }
}
