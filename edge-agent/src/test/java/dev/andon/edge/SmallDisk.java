package dev.andon.edge;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real file system of a few megabytes, which really gets full. Needs the right to mount (root);
 * without it the test fails and says so.
 */
final class SmallDisk implements AutoCloseable {
  final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  static SmallDisk mounted(Path at, int megabytes) throws IOException, InterruptedException {
    Files.createDirectories(at);
    run(List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", at.toString()));
    return new SmallDisk(at);
  }

  /** Somebody else takes so many bytes, or what there is. */
  void fill(long bytes) throws IOException {
    byte[] piece = new byte[64 << 10];
    Arrays.fill(piece, (byte) 7);
    try (OutputStream out = Files.newOutputStream(folder.resolve("filler"))) {
      for (long left = bytes; left > 0; left -= piece.length) {
        out.write(piece, 0, (int) Math.min(piece.length, left));
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains("No space left")) {
        throw full;
      }
    }
  }

  /** Somebody else gives back what they took. */
  void free() throws IOException {
    Files.delete(folder.resolve("filler"));
  }

  long usable() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Override
  public void close() throws IOException {
    run(List.of("umount", folder.toString()));
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new AssertionError(
          "this test needs a file system of its own: '"
              + String.join(" ", command)
              + "' must be permitted (run it as root, in a container with CAP_SYS_ADMIN), but: "
              + said.strip());
    }
  }
}
