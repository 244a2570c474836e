package dev.andon.edge.capture;

import java.nio.file.attribute.BasicFileAttributes;

/**
 * By what one content of a file is told from the next one under the same name.
 *
 * @param size bytes, from 0
 * @param modifiedMillis when its content changed last, by the clock of whoever keeps the file; may
 *     be before 1970
 */
public record FileStamp(long size, long modifiedMillis) {
  /** Refuses a size that no file has. */
  public FileStamp {
    if (size < 0) {
      throw new IllegalArgumentException("a file's size must be from 0, but is " + size);
    }
  }

  public static FileStamp of(BasicFileAttributes attributes) {
    return new FileStamp(attributes.size(), attributes.lastModifiedTime().toMillis());
  }
}
