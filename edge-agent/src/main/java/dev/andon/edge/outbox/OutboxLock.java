package dev.andon.edge.outbox;

import dev.andon.config.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claim of one agent on an outbox file, against other processes and within this one. Whether
 * this process has it already is found out without opening a file: where locks are POSIX's, closing
 * any descriptor of a locked file gives the lock up. Thread-safe.
 */
final class OutboxLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxLock.class);
  private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

  private final Path claimed;
  private final FileChannel channel;

  private OutboxLock(Path claimed, FileChannel channel) {
    this.claimed = claimed;
    this.channel = channel;
  }

  /** Makes the file where it is missing; refuses one that another agent uses. */
  static OutboxLock claim(Path file) {
    Path beside = file.toAbsolutePath().resolveSibling(file.getFileName() + ".lock");
    try {
      PrivateFiles.createFolder(beside.getParent());
      Path real = real(beside);
      if (!CLAIMED.add(real)) {
        throw inUse(file);
      }
      return held(file, beside, real);
    } catch (IOException failure) {
      throw new OutboxException(
          OutboxException.Kind.UNUSABLE,
          "outbox " + file + " cannot be made or written to: " + failure,
          failure);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      LOG.debug("outbox lock did not close", failure);
    } finally {
      CLAIMED.remove(claimed);
    }
  }

  private static OutboxLock held(Path file, Path beside, Path real) throws IOException {
    boolean held = false;
    try {
      PrivateFiles.createFile(beside);
      PrivateFiles.createDatabase(file);
      OutboxLock claim = new OutboxLock(real, locked(file, beside));
      held = true;
      return claim;
    } finally {
      if (!held) {
        CLAIMED.remove(real);
      }
    }
  }

  private static FileChannel locked(Path file, Path beside) throws IOException {
    FileChannel channel =
        FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean held = false;
    try {
      held = channel.tryLock() != null;
    } catch (OverlappingFileLockException heldInThisProcess) {
      LOG.debug("outbox={} is locked under another name", file, heldInThisProcess);
    } finally {
      if (!held) {
        channel.close();
      }
    }
    if (!held) {
      throw inUse(file);
    }
    return channel;
  }

  private static Path real(Path beside) throws IOException {
    return Files.exists(beside)
        ? beside.toRealPath()
        : beside.resolveSibling("").toRealPath().resolve(beside.getFileName());
  }

  private static OutboxException inUse(Path file) {
    return new OutboxException(
        OutboxException.Kind.IN_USE,
        "outbox " + file + " is used by another agent; give every station a file of its own");
  }
}
