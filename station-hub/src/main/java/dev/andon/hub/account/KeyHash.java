package dev.andon.hub.account;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 of key secrets under a salt of this installation, so that a copy of the database
 * alone lets nobody test guesses. Thread-safe.
 */
public final class KeyHash {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SALT_BYTES = 32;

  /** Never fed itself: looking the algorithm up costs more than the hash does. */
  private final Mac prototype;

  private KeyHash(byte[] salt) {
    try {
      prototype = Mac.getInstance(ALGORITHM);
      prototype.init(new SecretKeySpec(salt, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  /**
   * With the salt of {@code file}, which is created, readable by its owner alone, where there is
   * none.
   */
  public static KeyHash of(Path file) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      byte[] salt = Files.readAllBytes(file);
      if (salt.length != SALT_BYTES) {
        throw new IllegalStateException(
            file
                + " has "
                + salt.length
                + " bytes in place of "
                + SALT_BYTES
                + "; put the right file back, or delete it and issue all keys anew");
      }
      return new KeyHash(salt);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read or create " + file + ": " + e.getMessage(), e);
    }
  }

  /** 64 hex digits. */
  public String of(String secret) {
    try {
      Mac mac = (Mac) prototype.clone();
      return HexFormat.of().formatHex(mac.doFinal(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java's " + ALGORITHM + " cannot be copied", e);
    }
  }

  private static void create(Path file) throws IOException {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    Files.createDirectories(file.toAbsolutePath().getParent());
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    try {
      if (posix) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createFile(file);
      }
      Files.write(file, salt, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    } catch (FileAlreadyExistsException another) {
      Arrays.fill(salt, (byte) 0);
    }
  }
}
