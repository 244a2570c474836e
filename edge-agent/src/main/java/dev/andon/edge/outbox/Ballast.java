package dev.andon.edge.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reserved space beside an outbox: a file that is given up when the disk is full, so that older
 * pictures can be evicted, which itself needs room in the log of SQLite. Confined to whoever holds
 * the database's lock.
 */
final class Ballast {
  private static final Logger LOG = LoggerFactory.getLogger(Ballast.class);
  private static final int PIECE = 64 << 10;

  /** It takes at most this part of what is free, so that a small disk can still hold pictures. */
  private static final int PART = 4;

  private final Path file;
  private final long bytes;
  private final long minFree;
  private boolean spent;

  /**
   * @param bytes what it should take; 0 for none
   * @param minFree bytes that must stay free on the disk
   */
  Ballast(Path outbox, long bytes, long minFree) {
    this.file = outbox.resolveSibling(outbox.getFileName() + ".ballast");
    this.bytes = bytes;
    this.minFree = minFree;
  }

  /** Gives the space back to the disk; false if there is none left to give. */
  boolean giveUp() {
    spent = true;
    try {
      return Files.deleteIfExists(file);
    } catch (IOException failure) {
      LOG.warn("ballast={} cannot be given up: {}", file, failure.getMessage());
      return false;
    }
  }

  /** Whether it was needed and is not back yet: then the outbox must not grow. */
  boolean spent() {
    return spent;
  }

  /** Whether the disk has more than has to stay free. */
  boolean roomToGrow() {
    return !spent && usable() >= minFree;
  }

  /** Whether so many bytes would stay free besides what has to. */
  boolean roomBeside(long bytes) {
    return !spent && usable() >= minFree + bytes;
  }

  /** Makes it where it is missing and there is room; never fails. */
  void restore() {
    long free = usable();
    if (bytes == 0 || Files.exists(file)) {
      spent = spent && free < comfortable();
      return;
    }
    long size = Math.min(bytes, free / PART) / PIECE * PIECE;
    if (size > 0 && free >= (spent ? comfortable() : minFree) && written(size)) {
      spent = false;
    }
  }

  /** Not the few megabytes that it gave back itself: somebody has made room. */
  private long comfortable() {
    return minFree + 2 * bytes;
  }

  private long usable() {
    return file.toAbsolutePath().resolveSibling("").toFile().getUsableSpace();
  }

  /** Random bytes, because a file system may store zeros without taking room for them. */
  private boolean written(long size) {
    byte[] piece = new byte[PIECE];
    new Random(size).nextBytes(piece);
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long left = size; left > 0; left -= PIECE) {
        ByteBuffer rest = ByteBuffer.wrap(piece);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
      }
      out.force(true);
      return true;
    } catch (IOException noRoom) {
      LOG.debug("ballast={} cannot be made now: {}", file, noRoom.getMessage());
      giveUp();
      return false;
    }
  }
}
