package dev.andon.hub.provider.http;

import java.io.IOException;
import okhttp3.Call;
import okhttp3.EventListener;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how far a request got: from its first byte on it may cost something, and what broke on
 * a kept connection before one byte of answer is told from what a provider did. Written by the
 * attempt's thread; {@link #sent()} may be asked by any.
 */
final class SentMark extends EventListener {
  /**
   * Bytes. TLS says goodbye in one record, which is no answer; with all its padding that is at most
   * 85 bytes, less than any status line with a header in TLS.
   */
  private static final int TLS_GOODBYE = 96;

  private volatile boolean sent;
  private volatile Runnable onSent = () -> {};
  private volatile Runnable onOut = () -> {};
  private boolean cutShort;
  private @Nullable KeptSocket carrier;
  private String host = "";
  private boolean kept;
  private boolean thrownAway;
  private boolean tls;
  private boolean freshOnly;

  /** Whether a byte of the request may have gone out. */
  boolean sent() {
    return sent;
  }

  /**
   * Whether the request ended before its last byte was taken by this machine's kernel: whatever the
   * provider has of it is not a request.
   */
  boolean cutShort() {
    return cutShort && silent();
  }

  /** Whether it went out on a connection that an earlier request had used. */
  boolean kept() {
    return kept;
  }

  /** Whether not one byte of an answer came. */
  boolean silent() {
    return carrier == null || carrier.received() <= (tls ? TLS_GOODBYE : 0);
  }

  /** The exchange broke; the socket is still there to be looked at. */
  void lost() {
    thrownAway = carrier != null && kept && silent() && (cutShort || carrier.threwAway());
  }

  /**
   * Whether the other side threw the request away: it went out on a kept connection that had ended
   * before it came there.
   */
  boolean thrownAway() {
    return thrownAway;
  }

  /** Whether only a connection of its own will do. */
  boolean freshOnly() {
    return freshOnly;
  }

  /** Scheme, host and port that it went to; empty before. */
  String host() {
    return host;
  }

  /**
   * @param sending when the first byte is about to go out
   * @param out when the last byte has gone out
   */
  void on(Runnable sending, Runnable out) {
    onSent = sending;
    onOut = out;
  }

  /** It is about to go out on {@code socket}. */
  void carriedBy(KeptSocket socket, boolean overTls, String to) {
    carrier = socket;
    kept = socket.used();
    tls = overTls;
    host = to;
  }

  /** Another try begins, as if nothing had been sent. */
  void renew(boolean onFreshConnection) {
    sent = false;
    cutShort = false;
    carrier = null;
    kept = false;
    thrownAway = false;
    freshOnly = onFreshConnection;
  }

  @Override
  public void requestHeadersStart(Call call) {
    sent = true;
    onSent.run();
  }

  @Override
  public void requestFailed(Call call, IOException failure) {
    cutShort = true;
  }

  @Override
  public void responseHeadersStart(Call call) {
    onOut.run();
  }
}
