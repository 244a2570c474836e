package dev.andon.hub.store;

import dev.andon.config.PrivateFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One process has a data folder, and says in {@code hub.lock} who it is. The operating system gives
 * the lock back when the process ends, however it ends; the file itself stays and hinders nobody.
 * Thread-safe.
 */
public final class FolderLock implements AutoCloseable {
  private static final String NAME = "hub.lock";

  /** Behind the text, so that everybody can read it. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private static final int MAX_TEXT = 4_096;

  /**
   * What this process has, by the file's identity. A process that closes a file loses all its locks
   * on it (POSIX), so a folder that is ours already must not be tried again.
   */
  private static final Map<Object, FolderLock> OWN = new HashMap<>();

  private final Object identity;
  private final FileChannel channel;

  private FolderLock(Object identity, FileChannel channel) {
    this.identity = identity;
    this.channel = channel;
  }

  /**
   * Takes the folder, which is made where there is none.
   *
   * @param config which configuration it is taken for; told to whoever comes second
   * @throws FolderInUse where another hub has it
   * @throws StoreException where it cannot be written to, or keeps no locks
   */
  public static FolderLock take(Path folder, Path config, Instant now) {
    try {
      PrivateFiles.createFolder(folder);
      Path file = folder.toRealPath().resolve(NAME);
      PrivateFiles.createFile(file);
      synchronized (OWN) {
        return take(folder, file, config, now);
      }
    } catch (IOException failed) {
      throw new StoreException(
          "the folder " + folder + " cannot be made or written to: " + failed, failed);
    }
  }

  private static FolderLock take(Path folder, Path file, Path config, Instant now)
      throws IOException {
    Object identity = identity(file);
    if (OWN.containsKey(identity)) {
      throw new FolderInUse(folder, text(file));
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FolderLock lock = new FolderLock(identity, channel);
    try {
      if (tryLock(folder, channel) == null) {
        throw new FolderInUse(folder, text(file));
      }
      lock.write(owner(config, now));
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
    OWN.put(identity, lock);
    return lock;
  }

  private static @Nullable FileLock tryLock(Path folder, FileChannel channel) {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException ours) {
      return null;
    } catch (IOException none) {
      throw new StoreException(
          "the file system of "
              + folder
              + " keeps no locks ("
              + none.getMessage()
              + "), so a second hub could not be kept away, and SQLite's write-ahead log does not"
              + " work there either; put data on a disk of this machine",
          none);
    }
  }

  /** The same for every name of the file. */
  private static Object identity(Path file) throws IOException {
    Object key =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    return Objects.requireNonNullElse(key, file);
  }

  private static String owner(Path config, Instant now) {
    return "pid "
        + ProcessHandle.current().pid()
        + " on "
        + host()
        + " since "
        + now
        + ", configured in "
        + config
        + "\n";
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "this machine";
    }
  }

  private void write(String text) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    channel.force(true);
  }

  private static String text(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return new String(bytes, 0, Math.min(bytes.length, MAX_TEXT), StandardCharsets.UTF_8).strip();
  }

  /** Gives the folder back. */
  @Override
  public void close() {
    synchronized (OWN) {
      OWN.remove(identity);
      try {
        channel.truncate(0);
        channel.close();
      } catch (IOException failed) {
        throw new StoreException("cannot give " + NAME + " back: " + failed.getMessage(), failed);
      }
    }
  }
}
