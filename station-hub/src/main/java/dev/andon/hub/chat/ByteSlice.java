package dev.andon.hub.chat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.Checksum;

/**
 * A read-only window of {@code length} bytes into an array that is shared, never copied.
 *
 * <p>A request body is read into one array; images and unknown JSON stay there and are located by
 * slices, so that a large data URI is never copied into a String. Whoever creates a slice promises
 * not to change the array afterwards; with that, thread-safe.
 */
public final class ByteSlice {
  private final byte[] array;
  private final int offset;
  private final int length;

  private ByteSlice(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** The whole of {@code array}. */
  public static ByteSlice of(byte[] array) {
    return new ByteSlice(array, 0, array.length);
  }

  /**
   * A part of {@code array}.
   *
   * @throws IndexOutOfBoundsException if the range is not inside the array
   */
  public static ByteSlice of(byte[] array, int offset, int length) {
    return new ByteSlice(array, offset, length);
  }

  /** The UTF-8 bytes of {@code text}. */
  public static ByteSlice utf8(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Length in bytes. */
  public int length() {
    return length;
  }

  /** The byte at {@code index}, counted from the start of this slice. */
  public byte at(int index) {
    return array[offset + Objects.checkIndex(index, length)];
  }

  /** A window into this window. */
  public ByteSlice slice(int from, int count) {
    Objects.checkFromIndexSize(from, count, length);
    return new ByteSlice(array, offset + from, count);
  }

  /** A copy, for callers that must own the bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** The bytes decoded as UTF-8; meant for small slices. */
  public String utf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  /** Writes the bytes unaltered. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(array, offset, length);
  }

  /** A fresh read-only buffer over the bytes, for digests and decoders. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
  }

  /** Copies {@code count} bytes from {@code from} on to the start of {@code target}. */
  public void copyTo(byte[] target, int from, int count) {
    Objects.checkFromIndexSize(from, count, length);
    System.arraycopy(array, offset + from, target, 0, count);
  }

  /** Takes the bytes into a digest, without copying them. */
  public void addTo(MessageDigest digest) {
    digest.update(array, offset, length);
  }

  /** Counts the bytes in a checksum, without copying them. */
  public void addTo(Checksum checksum) {
    checksum.update(array, offset, length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteSlice that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /** The length only: slices hold images and never enter logs. */
  @Override
  public String toString() {
    return length + " bytes";
  }
}
