package dev.andon.sandbox.soak.damage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/**
 * One thing that happens to an SQLite file while its process is down.
 *
 * <p>SQLite keeps no checksums of its pages: a byte that flips inside a value leaves a readable row
 * with another value, and nobody can notice. So flips hit what makes a page a page, its header and
 * the list of its rows.
 */
public enum DiskDamage {
  /** Bytes of some pages of the database. */
  FLIPPED("bytes flipped") {
    @Override
    long strike(Path database, SplittableRandom random) throws IOException {
      return flip(database, random);
    }
  },
  /** The end of the write-ahead log. */
  CUT_LOG("log cut short") {
    @Override
    long strike(Path database, SplittableRandom random) throws IOException {
      return cut(database.resolveSibling(database.getFileName() + "-wal"), random);
    }
  };

  /** One page of so many is hit, at least one. */
  private static final int PAGES_FOR_A_HIT = 24;

  private static final int FLIPS_A_PAGE = 6;

  /** Of a page, from its first byte: header and the first entries of the list of rows. */
  private static final int STRUCTURE_BYTES = 24;

  private static final int SIZE_OFFSET = 16;

  private final String word;

  DiskDamage(String word) {
    this.word = word;
  }

  /** In words. */
  public String word() {
    return word;
  }

  abstract long strike(Path database, SplittableRandom random) throws IOException;

  /**
   * Damages a file that nobody has open.
   *
   * @return how many bytes are other ones now, or gone; 0 where there was nothing to damage
   */
  public long to(Path database, long seed) throws IOException {
    return strike(database, new SplittableRandom(seed));
  }

  private static long flip(Path database, SplittableRandom random) throws IOException {
    try (FileChannel file =
        FileChannel.open(database, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      int page = pageSize(file);
      long pages = file.size() / page;
      if (pages < 2) {
        return 0;
      }
      long hits = Math.max(1, pages / PAGES_FOR_A_HIT);
      for (long i = 0; i < hits; i++) {
        long at = random.nextLong(1, pages) * page;
        for (int flip = 0; flip < FLIPS_A_PAGE; flip++) {
          invert(file, at + random.nextInt(STRUCTURE_BYTES), random);
        }
      }
      return hits * FLIPS_A_PAGE;
    }
  }

  private static void invert(FileChannel file, long at, SplittableRandom random)
      throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    file.read(one, at);
    one.put(0, (byte) (one.get(0) ^ random.nextInt(1, 256)));
    file.write(one.rewind(), at);
  }

  /** Bytes 16 and 17 of the header, big-endian; 1 stands for 65536. */
  private static int pageSize(FileChannel file) throws IOException {
    ByteBuffer two = ByteBuffer.allocate(2);
    file.read(two, SIZE_OFFSET);
    int size = two.getShort(0) & 0xffff;
    return size == 1 ? 1 << 16 : Math.max(512, size);
  }

  /** What is left ends in the middle of a page. */
  private static long cut(Path log, SplittableRandom random) throws IOException {
    long size = Files.exists(log) ? Files.size(log) : 0;
    if (size == 0) {
      return 0;
    }
    long kept = random.nextLong(size / 2, size);
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
      file.truncate(kept);
    }
    return size - kept;
  }
}
