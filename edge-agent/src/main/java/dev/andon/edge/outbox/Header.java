package dev.andon.edge.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The first 100 bytes of a database file, as far as this agent always writes them the same. A flip
 * in them can make SQLite say "read-only" or "cannot be opened" where the file is damaged. Source:
 * the SQLite file format, section 1.3.
 */
final class Header {
  static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES = 100;
  private static final int WRITE_VERSION = 18;
  private static final int READ_VERSION = 19;
  private static final int RESERVED = 20;
  private static final int SCHEMA_FORMAT = 44;
  private static final int VACUUM_ROOT = 52;
  private static final int ENCODING = 56;
  private static final int INCREMENTAL = 64;

  private Header() {}

  /**
   * Whether it differs from what any outbox has; a file that is missing or empty is not damaged.
   */
  static boolean damaged(Path file) {
    try {
      if (!Files.exists(file) || Files.size(file) == 0) {
        return false;
      }
      ByteBuffer head = ByteBuffer.allocate(BYTES);
      try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
        in.read(head, 0);
      }
      return head.position() < BYTES || !plausible(head);
    } catch (IOException unreadable) {
      // Opening it will say what is wrong.
      return false;
    }
  }

  private static boolean plausible(ByteBuffer head) {
    byte[] magic = new byte[MAGIC.length];
    head.get(0, magic);
    return java.util.Arrays.equals(magic, MAGIC)
        && head.getShort(16) == OutboxSettings.PAGE_BYTES
        && version(head.get(WRITE_VERSION))
        && version(head.get(READ_VERSION))
        && head.get(RESERVED) == 0
        && head.get(21) == 64
        && head.get(22) == 32
        && head.get(23) == 32
        && head.getInt(SCHEMA_FORMAT) <= 4
        && (head.getInt(SCHEMA_FORMAT) == 0 || head.getInt(ENCODING) == 1)
        && (head.getInt(VACUUM_ROOT) != 0 || head.getInt(SCHEMA_FORMAT) == 0)
        && head.getInt(INCREMENTAL) <= 1;
  }

  private static boolean version(byte written) {
    return written == 1 || written == 2;
  }
}
