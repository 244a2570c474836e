package dev.andon.edge.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Numbers for contents of files: the first 64 bits of a SHA-256, so that among a million files a
 * new one is taken for a known one once in 18 million million. Never 0. Thread-safe.
 */
public final class FileIds {
  private FileIds() {}

  /** Of one content of one file of one source. */
  public static long of(String source, String file, FileStamp stamp) {
    MessageDigest sha = sha256();
    sha.update(source.getBytes(UTF_8));
    sha.update((byte) 0);
    sha.update(file.getBytes(UTF_8));
    sha.update((byte) 0);
    return first(
        sha.digest(
            ByteBuffer.allocate(16).putLong(stamp.size()).putLong(stamp.modifiedMillis()).array()));
  }

  /** Of a text. */
  public static long hash(String text) {
    return first(sha256().digest(text.getBytes(UTF_8)));
  }

  private static long first(byte[] digest) {
    long id = ByteBuffer.wrap(digest).getLong();
    return id == 0 ? 1 : id;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
