package dev.andon.hub.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * How one database file is kept.
 *
 * @param file the database; its folder is created
 * @param pageSize bytes, a power of two from 512 to 65536; 4096 for many small rows, 16384 for
 *     images. Fixed when the file is new
 * @param durability {@code FULL} for everything that must survive a power cut
 * @param readers connections beside the writer, 1 to 64
 */
public record StoreSettings(Path file, int pageSize, Durability durability, int readers) {
  /** Whether a commit waits for the disk. */
  public enum Durability {
    /** Each group's commit is on disk before its callers go on. */
    FULL,
    /**
     * A power cut may lose the last commits; a killed process loses none. For tests and rebuildable
     * files.
     */
    OFF
  }

  public StoreSettings {
    requireNonNull(durability, "durability is null");
    file = file.toAbsolutePath();
    if (pageSize < 512 || pageSize > 65_536 || Integer.bitCount(pageSize) != 1) {
      throw new IllegalArgumentException(
          "page size " + pageSize + " must be a power of two from 512 to 65536");
    }
    if (readers < 1 || readers > 64) {
      throw new IllegalArgumentException("readers is " + readers + "; it must be from 1 to 64");
    }
  }

  /** Small rows, safe on disk, four readers. */
  public static StoreSettings of(Path file) {
    return new StoreSettings(file, 4096, Durability.FULL, 4);
  }

  public StoreSettings withPageSize(int bytes) {
    return new StoreSettings(file, bytes, durability, readers);
  }

  public StoreSettings withDurability(Durability other) {
    return new StoreSettings(file, pageSize, other, readers);
  }
}
