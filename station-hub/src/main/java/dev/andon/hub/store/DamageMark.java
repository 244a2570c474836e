package dev.andon.hub.store;

import dev.andon.config.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code <database>.damaged}: what was found, so that the next start salvages, and the
 * folder the damaged file is moved to, so that a start that is killed is taken up by the next one.
 *
 * @param folder empty until a start has begun to salvage
 */
record DamageMark(String finding, Optional<Path> folder) {
  static Path file(Path database) {
    return database.resolveSibling(database.getFileName() + ".damaged");
  }

  static Optional<DamageMark> read(Path database) {
    try {
      Path mark = file(database);
      if (!Files.exists(mark)) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(mark);
      return Optional.of(
          new DamageMark(
              lines.isEmpty() ? "marked as damaged" : lines.getFirst(),
              lines.stream().skip(1).filter(line -> !line.isBlank()).findFirst().map(Path::of)));
    } catch (IOException e) {
      throw new StoreException("cannot read the mark of " + database + ": " + e.getMessage(), e);
    }
  }

  /** Whole or not at all. */
  void write(Path database) {
    Path mark = file(database);
    Path next = mark.resolveSibling(mark.getFileName() + ".new");
    try {
      PrivateFiles.createFile(next);
      Files.writeString(next, finding + "\n" + folder.map(Path::toString).orElse("") + "\n");
      Files.move(next, mark, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StoreException("cannot mark " + database + " as damaged: " + e.getMessage(), e);
    }
  }
}
