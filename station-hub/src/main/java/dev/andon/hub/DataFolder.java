package dev.andon.hub;

import dev.andon.config.PrivateFiles;
import dev.andon.hub.admin.AdminToken;
import dev.andon.hub.store.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hub's folder: one hub has it, and nobody but its user can read what is in it. */
final class DataFolder {
  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

  /** What the hub writes there; anything else in the folder is somebody else's. */
  private static final List<String> OURS =
      List.of(
          "hub.db",
          "evidence.db",
          "spend.db",
          "key.salt",
          "signing.",
          AdminToken.FILE,
          "hub.lock",
          "quarantine");

  private DataFolder() {}

  /** Takes it, and closes it to others where it was open to them. */
  static FolderLock take(Path data, Path config, Instant now) {
    FolderLock lock = FolderLock.take(data, config, now);
    try {
      long closed = tighten(data);
      if (closed > 0) {
        LOG.warn("data folder was open to others folder={} now closed files={}", data, closed);
      }
    } catch (IOException denied) {
      LOG.warn(
          "data folder stays open to others folder={} cause={}; give it to the hub's user: chown -R",
          data,
          denied.toString());
    }
    return lock;
  }

  private static long tighten(Path data) throws IOException {
    long closed = PrivateFiles.tighten(data.toRealPath()) ? 1 : 0;
    for (Path path : ours(data)) {
      closed += PrivateFiles.tighten(path) ? 1 : 0;
    }
    return closed;
  }

  private static List<Path> ours(Path data) throws IOException {
    try (Stream<Path> top = Files.list(data)) {
      List<Path> known =
          top.filter(p -> OURS.stream().anyMatch(p.getFileName().toString()::startsWith)).toList();
      return known.stream().flatMap(DataFolder::below).toList();
    }
  }

  private static Stream<Path> below(Path path) {
    try (Stream<Path> all = Files.walk(path)) {
      return all.toList().stream();
    } catch (IOException gone) {
      return Stream.of();
    }
  }
}
