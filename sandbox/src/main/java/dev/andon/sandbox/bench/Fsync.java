package dev.andon.sandbox.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** What the disk under the benchmark's folder takes for the commit that a hold waits for. */
final class Fsync {
  private static final int ROUNDS = 200;

  private Fsync() {}

  /** The median of a 4 KiB append and its fsync, in milliseconds. */
  static double medianMs(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "fsync", ".bin");
    long[] nanos = new long[ROUNDS];
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < ROUNDS; i++) {
        long began = System.nanoTime();
        var _ = out.write(ByteBuffer.allocate(4096));
        out.force(false);
        nanos[i] = System.nanoTime() - began;
      }
    } finally {
      Files.delete(file);
    }
    Arrays.sort(nanos);
    return nanos[ROUNDS / 2] / 1e6;
  }
}
