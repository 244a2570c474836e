package dev.andon.hub.provider.dialect;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.ImageBytes;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * A JSON request body in pieces: the text that a dialect wrote, and images that are written through
 * from where they were received. It is sent at most once, so that a lost connection never sends an
 * attempt twice. Immutable, thread-safe.
 */
public final class JsonBody extends RequestBody {
  private static final MediaType JSON = MediaType.get("application/json");

  /** A multiple of 3, so that each piece of base64 stands by itself. */
  private static final int BASE64_PIECE = 48 * 1024;

  /** A segment of OkHttp's: so each goes out and back to their pool before the next is filled. */
  private static final int WIRE_PIECE = 8 * 1024;

  private final List<Piece> pieces;
  private final long length;

  JsonBody(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
    this.length = pieces.stream().mapToLong(Piece::length).sum();
  }

  /** A part of the body. */
  sealed interface Piece {
    /** Bytes on the wire. */
    long length();

    /** Bytes that are sent as they are. */
    record Plain(ByteSlice slice) implements Piece {
      @Override
      public long length() {
        return slice.length();
      }
    }

    /** An image file that is sent as base64. */
    record Encoded(ImageBytes.Raw image) implements Piece {
      @Override
      public long length() {
        return (image.slice().length() + 2L) / 3 * 4;
      }
    }
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
    writeTo(new InPieces(sink.outputStream()));
  }

  /** Writes the whole body; for signatures and tests as well as for the wire. */
  void writeTo(OutputStream out) throws IOException {
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.Plain plain -> plain.slice().writeTo(out);
        case Piece.Encoded encoded -> encode(encoded.image().slice(), out);
      }
    }
  }

  /** A copy of the body, for tests. */
  public byte[] toByteArray() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writeTo(out);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return out.toByteArray();
  }

  private static void encode(ByteSlice file, OutputStream out) throws IOException {
    Base64.Encoder encoder = Base64.getEncoder();
    for (int at = 0; at < file.length(); at += BASE64_PIECE) {
      int count = Math.min(BASE64_PIECE, file.length() - at);
      out.write(encoder.encode(file.slice(at, count).toByteArray()));
    }
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
