package dev.andon.hub.account;

import static java.util.Objects.requireNonNull;

import dev.andon.config.PrivateFiles;
import dev.andon.wire.StationId;
import dev.andon.wire.StationKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plant's signing secret: what every station's key is derived from. 32 bytes in {@code
 * data/signing.key}, readable by its owner alone. Whoever has it can speak for the hub to every
 * station; whoever loses it has to enrol every station anew. Thread-safe.
 */
public final class SigningSecret {
  /** The secret in force. */
  public static final String FILE = "signing.key";

  /** The one that follows, while stations learn their next key. */
  public static final String NEXT_FILE = "signing.next.key";

  private static final Logger LOG = LoggerFactory.getLogger(SigningSecret.class);

  private final byte[] secret;

  private SigningSecret(byte[] secret) {
    this.secret = secret;
  }

  /** Reads the file, or makes it where there is none. */
  public static SigningSecret of(Path file) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      byte[] secret = Files.readAllBytes(file);
      if (secret.length != StationKey.BYTES) {
        throw new IllegalStateException(
            "%s has %d bytes in place of %d; put the right file back, or delete it and enrol every station anew"
                .formatted(file, secret.length, StationKey.BYTES));
      }
      return new SigningSecret(secret);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read or create " + file + ": " + e.getMessage(), e);
    }
  }

  /** What this hub and that station share. */
  public StationKey key(StationId station) {
    return StationKey.derive(secret, station);
  }

  /** Written whole under another name first: a file cut short would lock every station out. */
  private static void create(Path file) throws IOException {
    byte[] fresh = new byte[StationKey.BYTES];
    new SecureRandom().nextBytes(fresh);
    Path folder = requireNonNull(file.toAbsolutePath().getParent(), "no file");
    PrivateFiles.createFolder(folder);
    Path whole = Files.createTempFile(folder, "signing", ".new", ownerOnly(folder));
    try {
      Files.write(whole, fresh, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
      Files.move(whole, file);
      LOG.warn(
          "made a new signing secret file={}: stations take nothing from this hub until they have"
              + " their key, see ./andon station key",
          file);
    } catch (FileAlreadyExistsException anotherWasQuicker) {
      Files.delete(whole);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public String toString() {
    return "SigningSecret[***]";
  }
}
