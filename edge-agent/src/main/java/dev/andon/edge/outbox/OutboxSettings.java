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
 * @param keepAnswered most bytes of messages that stay although the hub has them, so that people
 *     can learn from the pictures, 0 to 1 TiB; they go first where room is needed
 * @param room what is kept free beside it
 */
public record OutboxSettings(
    Path file, int maxRows, long maxBytes, int historyRows, long keepAnswered, FreeRoom room) {
  public static final int DEFAULT_MAX_ROWS = 10_000;
  public static final long DEFAULT_MAX_BYTES = 2L << 30;
  public static final int DEFAULT_HISTORY_ROWS = 200_000;
  public static final long DEFAULT_KEEP_ANSWERED = 256L << 20;

  /**
   * Room on the outbox's disk.
   *
   * @param reserve bytes taken beforehand and given up first when the disk is full, 0 to 1 GiB
   * @param minFree bytes that must stay free: below it older pictures make room for newer ones, 0
   *     to 1 TiB
   */
  public record FreeRoom(long reserve, long minFree) {
    /** 8 MiB taken beforehand, 2 MiB left free. */
    public static final FreeRoom DEFAULT = new FreeRoom(8L << 20, 2L << 20);

    /** Refuses bounds out of range. */
    public FreeRoom {
      check("reserve", reserve, 0, 1L << 30);
      check("min_free", minFree, 0, 1L << 40);
    }
  }

  static final int PAGE_BYTES = 16_384;

  private static final int DONE_FILES_PAGES = 24_576;

  /** Refuses bounds out of range. */
  public OutboxSettings {
    check("max_rows", maxRows, 1, 1_000_000);
    check("max_bytes", maxBytes, 64 << 10, 1L << 40);
    check("history_rows", historyRows, 100, 10_000_000);
    check("keep_answered", keepAnswered, 0, 1L << 40);
  }

  /** An outbox with the default bounds, 10 000 pictures, 2 GiB, that keeps nothing answered. */
  public static OutboxSettings of(Path file) {
    return new OutboxSettings(
        file, DEFAULT_MAX_ROWS, DEFAULT_MAX_BYTES, DEFAULT_HISTORY_ROWS, FreeRoom.DEFAULT);
  }

  /** With other bounds, keeping nothing that the hub has. */
  public OutboxSettings(Path file, int maxRows, long maxBytes, int historyRows, FreeRoom room) {
    this(file, maxRows, maxBytes, historyRows, 0, room);
  }

  /**
   * The last resort of SQLite itself, in pages: room for the pictures, for as much again while
   * pages are reused, for the rows without pictures, and for two million files that are done.
   */
  long maxPages() {
    long pictures = 2 * (maxBytes + keepAnswered) / PAGE_BYTES + maxRows;
    long history = 3L * historyRows * 512 / PAGE_BYTES;
    return pictures + history + DONE_FILES_PAGES + 4_096;
  }

  private static void check(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "outbox." + name + " must be " + min + " to " + max + ", but is " + value);
    }
  }
}
