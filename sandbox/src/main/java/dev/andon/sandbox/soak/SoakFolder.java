package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.audit.StationFiles;
import java.nio.file.Path;

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

  Path exits() {
    return root.resolve("exits.jsonl");
  }
}
