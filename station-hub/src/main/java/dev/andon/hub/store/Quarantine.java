package dev.andon.hub.store;

import dev.andon.config.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets a damaged database aside whole and begins a new one with all of its rows that can be read.
 * Nothing is deleted, and a start that is killed in the middle is taken up by the next one:
 *
 * <pre>
 *   mark ─► move to quarantine/TIME ─► rows into .salvaging ─► .salvaged ─► mark goes ─► in place
 * </pre>
 */
final class Quarantine {
  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  /** So long a start may look a file through; the rest is done while the hub works. */
  private static final Duration LOOK = Duration.ofSeconds(3);

  private static final List<String> PARTS = List.of("", "-wal", "-shm", "-journal");

  private final StoreSettings settings;
  private final Path file;
  private boolean lookedThrough;

  Quarantine(StoreSettings settings) {
    this.settings = settings;
    this.file = settings.file();
  }

  /** Repairs where it must. Nobody else may have the file open. */
  void ifDamaged(List<Migration> migrations, Instant now) {
    Optional<DamageMark> mark = DamageMark.read(file).or(this::found);
    if (mark.isPresent()) {
      repair(mark.get(), migrations, now);
    } else if (Files.notExists(file) && Files.exists(sibling(".salvaged"))) {
      move(sibling(".salvaged"), file);
    }
  }

  /** Whether a start looked through everything and found nothing. */
  boolean lookedThrough() {
    return lookedThrough;
  }

  private Optional<DamageMark> found() {
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    return switch (Soundness.of(file, LOOK)) {
      case Soundness.Damaged(String finding) ->
          Optional.of(new DamageMark(finding, Optional.empty()));
      case Soundness.Sound _ -> {
        lookedThrough = true;
        yield Optional.empty();
      }
      case Soundness.Unfinished _ -> Optional.empty();
    };
  }

  private void repair(DamageMark found, List<Migration> migrations, Instant now) {
    Path folder =
        found
            .folder()
            .orElseGet(() -> file.resolveSibling("quarantine").resolve(STAMP.format(now)));
    new DamageMark(found.finding(), Optional.of(folder)).write(file);
    setAside(folder);
    Path fresh = sibling(".salvaging");
    deleteParts(fresh);
    deleteParts(sibling(".salvaged"));
    Salvaged salvaged =
        new Salvage(settings, folder.resolve(file.getFileName()), fresh)
            .run(migrations, found.finding(), folder, now);
    move(fresh, sibling(".salvaged"));
    move(DamageMark.file(file), folder.resolve(file.getFileName() + ".finding"));
    move(sibling(".salvaged"), file);
    LOG.error(
        "database damaged file={} finding=\"{}\" moved to={} rows taken over={} lost=\"{}\"",
        file,
        salvaged.finding(),
        folder,
        salvaged.rows(),
        salvaged.lost());
  }

  private void setAside(Path folder) {
    try {
      PrivateFiles.createFolder(folder);
      for (String part : PARTS) {
        Path from = sibling(part);
        if (Files.exists(from)) {
          Files.move(from, folder.resolve(from.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new StoreException(
          file + " is damaged and cannot be moved to " + folder + ": " + e.getMessage(), e);
    }
  }

  private Path sibling(String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  private static void deleteParts(Path database) {
    try {
      for (String part : PARTS) {
        Files.deleteIfExists(database.resolveSibling(database.getFileName() + part));
      }
    } catch (IOException e) {
      throw new StoreException("cannot delete " + database + ": " + e.getMessage(), e);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StoreException("cannot move " + from + " to " + to + ": " + e.getMessage(), e);
    }
  }
}
