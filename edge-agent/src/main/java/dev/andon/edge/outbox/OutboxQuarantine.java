package dev.andon.edge.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sets a corrupt outbox aside for people to look at: the database with its -wal and -shm. Until
 * what can be read of it has been taken over, a mark lies beside it, so that a crash in between
 * loses nothing.
 */
final class OutboxQuarantine {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final List<String> ENDINGS = List.of("-wal", "-shm", "");

  private final Path file;

  OutboxQuarantine(Path file) {
    this.file = file.toAbsolutePath();
  }

  /** Moves the whole set to {@code quarantine/<time>} beside it. */
  void setAside(Instant now) {
    try {
      Path folder = fresh(now);
      Files.createDirectories(folder);
      Files.createFile(mark(folder));
      move(folder);
    } catch (IOException failure) {
      throw failed("set aside", failure);
    }
  }

  /** Damaged files of which nothing has been taken over yet; a set torn apart is put together. */
  List<Path> waiting() {
    Path all = file.resolveSibling("quarantine");
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(all)) {
      List<Path> marked = folders.filter(folder -> Files.exists(mark(folder))).sorted().toList();
      for (Path folder : marked) {
        if (!Files.exists(inside(folder))) {
          move(folder);
        }
      }
      return marked.stream().map(this::inside).toList();
    } catch (IOException failure) {
      throw failed("looked for", failure);
    }
  }

  /** What can be read of it has been taken over. */
  void done(Path damaged) {
    try {
      Files.deleteIfExists(mark(damaged.resolveSibling("")));
    } catch (IOException failure) {
      throw failed("ticked off", failure);
    }
  }

  private Path inside(Path folder) {
    return folder.resolve(file.getFileName());
  }

  private Path mark(Path folder) {
    return folder.resolve(file.getFileName() + ".to-salvage");
  }

  private Path fresh(Instant now) {
    Path all = file.resolveSibling("quarantine");
    Path folder = all.resolve(NAME.format(now));
    for (int again = 1; Files.exists(folder); again++) {
      folder = all.resolve(NAME.format(now) + "-" + again);
    }
    return folder;
  }

  /** The database itself goes last: until it does, the next start sees it and sets it aside. */
  private void move(Path folder) throws IOException {
    for (String ending : ENDINGS) {
      Path part = file.resolveSibling(file.getFileName() + ending);
      if (Files.exists(part)) {
        Files.move(part, folder.resolve(part.getFileName()));
      }
    }
  }

  private OutboxException failed(String what, IOException failure) {
    return new OutboxException(
        OutboxException.Kind.UNUSABLE,
        "corrupt outbox " + file + " could not be " + what + ": " + failure,
        failure);
  }
}
