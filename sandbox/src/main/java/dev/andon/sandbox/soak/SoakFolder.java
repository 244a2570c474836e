package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.audit.StationFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where the files of a soak lie: the plant's own, and what is written down about it.
 *
 * @param root the folder of all
 */
record SoakFolder(Path root) {

  SoakFolder {
    root = root.toAbsolutePath().normalize();
  }

  Path file(String name) {
    return root.resolve(name);
  }

  Path bank(String station) {
    return root.resolve("banks").resolve(station);
  }

  Path frames(String station) {
    return root.resolve("frames").resolve(station);
  }

  /** The disk of hub or station; small where that could be arranged. */
  Path disk(String owner) {
    return root.resolve("disks").resolve(owner);
  }

  Path outbox(String station) {
    return disk(station).resolve("outbox.db");
  }

  StationFiles station(String station) {
    return new StationFiles(frames(station), outbox(station));
  }

  Path hubFile() {
    return disk("hub").resolve("data").resolve("hub.db");
  }

  /** What one process printed. */
  Path log(String process) {
    return root.resolve("logs").resolve(process + ".log");
  }

  /** The provider's books. */
  Path books() {
    return root.resolve("provider-books.jsonl");
  }

  /** What arrived at the lines of one station. */
  Path signals(String station) {
    return root.resolve("signals-" + station + ".jsonl");
  }

  Path faults() {
    return root.resolve("faults.jsonl");
  }

  Path forged() {
    return root.resolve("forged.jsonl");
  }

  Path spend() {
    return root.resolve("spend.jsonl");
  }

  /** What was damaged, and what that cost. */
  Path damages() {
    return root.resolve("damage.jsonl");
  }

  /** How far stations and hub were, second by second. */
  Path pulses() {
    return root.resolve("pulses.jsonl");
  }

  /** Clocks of processes that have their own. */
  Path clocks() {
    return root.resolve("clocks");
  }

  /** Copies of files before and after damage. */
  Path scratch(String name) {
    return root.resolve("damaged").resolve(name);
  }

  /** Takes a folder away with all that is in it; nothing where there is none. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  Path exits() {
    return root.resolve("exits.jsonl");
  }
}
