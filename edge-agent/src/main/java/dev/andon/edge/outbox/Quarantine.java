package dev.andon.edge.outbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Sets a corrupt outbox aside for people to look at: the database with its -wal and -shm. */
final class Quarantine {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Quarantine() {}

  /** Moves the whole set to {@code quarantine/<time>} beside it; returns that folder. */
  static Path setAside(Path file, Instant now) {
    Path folder = file.toAbsolutePath().resolveSibling("quarantine").resolve(NAME.format(now));
    try {
      Files.createDirectories(folder);
      for (String ending : List.of("", "-wal", "-shm")) {
        Path part = file.resolveSibling(file.getFileName() + ending);
        if (Files.exists(part)) {
          Files.move(part, folder.resolve(part.getFileName()));
        }
      }
      return folder;
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "corrupt outbox " + file + " could not be moved to " + folder, failure);
    }
  }
}
