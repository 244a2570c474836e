package dev.andon.hub.provider.dialect;

import dev.andon.hub.json.JsonPieces;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * A JSON request body. It is sent at most once, so that a lost connection never sends an attempt
 * twice. Immutable, thread-safe.
 */
public final class JsonBody extends RequestBody {
  private static final MediaType JSON = MediaType.get("application/json");

  /** A segment of OkHttp's: so each goes out and back to their pool before the next is filled. */
  private static final int WIRE_PIECE = 8 * 1024;

  private final JsonPieces json;
  private final long length;

  public JsonBody(JsonPieces json) {
    this.json = json;
    this.length = json.length();
  }

  @Override
  public MediaType contentType() {
    return JSON;
  }

  @Override
  public long contentLength() {
    return length;
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    json.writeTo(new InPieces(sink.outputStream()));
  }

  /** The body's text, for signatures and tests. */
  public JsonPieces json() {
    return json;
  }

  /**
   * Passes large writes on in pieces: whole, they would be copied into memory before they leave.
   */
  private static final class InPieces extends FilterOutputStream {
    InPieces(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      for (int at = 0; at < count; at += WIRE_PIECE) {
        out.write(bytes, from + at, Math.min(WIRE_PIECE, count - at));
      }
    }
  }
}
