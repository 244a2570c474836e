package dev.andon.sandbox.soak.damage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;

/**
 * One thing that happens to an SQLite file while its process is down.
 *
 * <p>SQLite keeps no checksums of its pages: a byte that flips inside a value leaves a readable row
 * with another value, and nobody can notice. So flips hit what makes a page a page, its header and
 * the list of its rows.
 */
public enum DiskDamage {
  /** Bytes of some pages of the database, into which its log was folded back before. */
  FLIPPED("bytes flipped") {
    @Override
    long strike(Path database, SplittableRandom random) throws IOException {
      fold(database);
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

  /** One page of so many is hit, three at least. */
  private static final int PAGES_FOR_A_HIT = 12;

  private static final int FEWEST_HITS = 3;

  private static final int FLIPS_A_PAGE = 6;

  /** Of a page, from its first byte: header and the first entries of the list of rows. */
  private static final int STRUCTURE_BYTES = 24;

  private static final int SIZE_OFFSET = 16;
  private static final int LOG_HEADER = 32;
  private static final int FRAME_HEADER = 24;

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

  /** As an orderly end does: otherwise the newest pages lie in the log and no flip would matter. */
  private static void fold(Path database) throws IOException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + database.toAbsolutePath());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException damaged) {
      throw new IOException(database + " cannot be folded: " + damaged.getMessage(), damaged);
    }
  }

  private static long flip(Path database, SplittableRandom random) throws IOException {
    try (FileChannel file =
        FileChannel.open(database, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      int page = pageSize(file);
      long pages = file.size() / page;
      if (pages < 2) {
        return 0;
      }
      long hits = Math.max(FEWEST_HITS, pages / PAGES_FOR_A_HIT);
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
    if (!Files.exists(log)) {
      return 0;
    }
    try (FileChannel file =
        FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long used = used(file);
      if (used == 0) {
        return 0;
      }
      long kept = random.nextLong(used / 2, used);
      file.truncate(kept);
      return used - kept;
    }
  }

  /**
   * How much of a log counts: it is written over from its front, and what lies behind the last
   * frame of the same salts is of earlier rounds (SQLite's file format, section 4).
   */
  private static long used(FileChannel log) throws IOException {
    ByteBuffer header = read(log, 0, LOG_HEADER);
    if (header.remaining() < LOG_HEADER) {
      return 0;
    }
    long frame = FRAME_HEADER + (long) header.getInt(8);
    long end = LOG_HEADER;
    while (end + frame <= log.size()
        && read(log, end, FRAME_HEADER).getLong(8) == header.getLong(16)) {
      end += frame;
    }
    return end == LOG_HEADER ? 0 : end;
  }

  private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    file.read(bytes, at);
    return bytes.flip();
  }
}
