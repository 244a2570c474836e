package dev.andon.hub.json;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.ImageBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.List;

/**
 * A JSON text in pieces: what was written, and images and large values that are written through
 * from where they were received. Immutable, thread-safe.
 */
public record JsonPieces(List<Piece> pieces) {
  /** A multiple of 3, so that each piece of base64 stands by itself. */
  private static final int BASE64_PIECE = 48 * 1024;

  public JsonPieces {
    pieces = List.copyOf(pieces);
  }

  /** A part of the text. */
  public sealed interface Piece {
    /** Bytes that it takes in the text. */
    long length();

    /** Bytes that stand in the text as they are. */
    record Plain(ByteSlice slice) implements Piece {
      @Override
      public long length() {
        return slice.length();
      }
    }

    /** An image file that stands in the text as base64. */
    record Encoded(ImageBytes.Raw image) implements Piece {
      @Override
      public long length() {
        return (image.slice().length() + 2L) / 3 * 4;
      }
    }
  }

  /** The text's length in bytes. */
  public long length() {
    return pieces.stream().mapToLong(Piece::length).sum();
  }

  public void writeTo(OutputStream out) throws IOException {
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.Plain plain -> plain.slice().writeTo(out);
        case Piece.Encoded encoded -> encode(encoded.image().slice(), out);
      }
    }
  }

  /** A copy of the whole text. */
  public byte[] toByteArray() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(length()));
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
}
