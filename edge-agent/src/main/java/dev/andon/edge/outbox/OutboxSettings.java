package dev.andon.edge.outbox;

import java.nio.file.Path;

/**
 * Where the outbox lies and how much it may hold.
 *
 * @param file the database; its folder is made if it is missing
 * @param maxRows most escalations that hold a picture, 1 to 1 000 000
 * @param maxBytes most bytes of their messages, 64 KiB to 1 TiB
 * @param historyRows closed escalations, decisions and actuations kept without pictures, 100 to 10
 *     000 000 each; the oldest go first
 */
public record OutboxSettings(Path file, int maxRows, long maxBytes, int historyRows) {
  public static final int DEFAULT_MAX_ROWS = 10_000;
  public static final long DEFAULT_MAX_BYTES = 2L << 30;
  public static final int DEFAULT_HISTORY_ROWS = 200_000;

  static final int PAGE_BYTES = 16_384;

  /** Refuses bounds out of range. */
  public OutboxSettings {
    check("max_rows", maxRows, 1, 1_000_000);
    check("max_bytes", maxBytes, 64 << 10, 1L << 40);
    check("history_rows", historyRows, 100, 10_000_000);
  }

  /** An outbox with the default bounds: 10 000 pictures, 2 GiB. */
  public static OutboxSettings of(Path file) {
    return new OutboxSettings(file, DEFAULT_MAX_ROWS, DEFAULT_MAX_BYTES, DEFAULT_HISTORY_ROWS);
  }

  /**
   * The last resort of SQLite itself, in pages: room for the pictures, for as much again while
   * pages are reused, and for the rows without pictures.
   */
  long maxPages() {
    long pictures = 2 * maxBytes / PAGE_BYTES + maxRows;
    long history = 3L * historyRows * 512 / PAGE_BYTES;
    return pictures + history + 4_096;
  }

  private static void check(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "outbox." + name + " must be " + min + " to " + max + ", but is " + value);
    }
  }
}
