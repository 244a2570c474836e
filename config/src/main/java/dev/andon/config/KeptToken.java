package dev.andon.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A random token in a file that its owner alone may read: what opens a page or an interface without
 * anybody having to think of a password. Thread-safe.
 */
public final class KeptToken {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 32;
  private static final int MOST_BYTES = 1_024;

  private KeptToken() {}

  /** Whether a text can be a token: 16 to 512 characters of ASCII, none of them a blank. */
  public static boolean fits(String text) {
    return text.matches("[!-~]{16,512}");
  }

  /**
   * What a file holds, without blanks around it; it need not {@link #fits fit}. Empty where there
   * is no file.
   */
  public static Optional<String> read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(
          new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1).strip());
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /**
   * Puts a new token into a file. Written whole under another name first: half a token would keep
   * its owner from starting.
   */
  public static void make(Path file) throws IOException {
    Path whole = file.resolveSibling(file.getFileName() + ".new");
    PrivateFiles.createFolder(file.toAbsolutePath().getParent());
    Files.deleteIfExists(whole);
    PrivateFiles.createFile(whole);
    try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
      ByteBuffer content = ByteBuffer.wrap((random() + "\n").getBytes(StandardCharsets.US_ASCII));
      while (content.hasRemaining()) {
        channel.write(content);
      }
      channel.force(true);
    }
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** 32 random bytes as 43 characters of base64url. */
  public static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return base64(bytes);
  }

  /** Whether both are the same; takes as long for one guess as for another. */
  public static boolean same(String presented, String right) {
    return MessageDigest.isEqual(
        presented.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Something that follows from a token and does not give it away.
   *
   * @param purpose another one gives another answer
   * @return 43 characters of base64url
   */
  public static String derived(String token, String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return base64(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
