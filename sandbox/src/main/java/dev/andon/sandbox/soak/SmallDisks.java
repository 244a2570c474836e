package dev.andon.sandbox.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Disks of some megabytes for hub and stations: file systems in memory, which only root may mount.
 * Thread-safe for one thread per disk.
 */
final class SmallDisks implements AutoCloseable {

  private static final String BALLAST = "ballast";
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int SECTOR_BYTES = 4096;

  private final Set<Path> mounted = new LinkedHashSet<>();
  private Optional<String> refused = Optional.empty();

  /**
   * Puts a small disk where a folder is; the folder stays where that cannot be done.
   *
   * @param bytes its size
   */
  void mount(Path folder, long bytes) throws IOException {
    Files.createDirectories(folder);
    Optional<String> problem =
        run("mount", "-t", "tmpfs", "-o", "size=" + bytes + ",mode=0700", "tmpfs", folder + "");
    if (problem.isEmpty()) {
      mounted.add(folder);
    } else {
      refused = problem;
    }
  }

  /** Why there are none; empty where there are. */
  Optional<String> refused() {
    return refused;
  }

  boolean has(Path folder) {
    return mounted.contains(folder);
  }

  /** Fills a disk to its last byte. */
  void fill(Path folder) {
    Path ballast = folder.resolve(BALLAST);
    if (!write(ballast, CHUNK_BYTES)) {
      write(ballast, SECTOR_BYTES);
    }
  }

  /** Appends until nothing more goes; false, because that is how it ends. */
  private static boolean write(Path file, int step) {
    byte[] zeros = new byte[step];
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        out.write(zeros);
      }
    } catch (IOException full) {
      return false;
    }
  }

  /** Gives the room back. */
  void free(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(BALLAST));
  }

  /** Copies what the disks hold into plain folders of the same names, and takes the disks away. */
  void keep() throws IOException {
    for (Path folder : List.copyOf(mounted)) {
      Path copy = folder.resolveSibling(folder.getFileName() + ".kept");
      run("cp", "-a", folder.toString(), copy.toString());
      unmount(folder);
      Files.delete(folder);
      Files.move(copy, folder);
    }
  }

  @Override
  public void close() throws IOException {
    for (Path folder : List.copyOf(mounted)) {
      unmount(folder);
    }
  }

  private void unmount(Path folder) throws IOException {
    if (run("umount", folder.toString()).isPresent()) {
      run("umount", "-l", folder.toString());
    }
    mounted.remove(folder);
  }

  /** Empty where it went well. */
  private static Optional<String> run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.onExit().join().exitValue() == 0 ? Optional.empty() : Optional.of(said);
    } catch (IOException missing) {
      return Optional.of(command[0] + " cannot be run: " + missing.getMessage());
    }
  }
}
