package dev.andon.sandbox.bench.edge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A camera process: raw pictures on standard output, no two alike, until nobody reads them. */
public final class FrameWriter {
  static final int WIDTH = 320;
  static final int HEIGHT = 240;

  private FrameWriter() {}

  /** Starts it with this process's class path. */
  static List<String> command(Duration each) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx32m",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        Path.of(FrameWriter.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .toString(),
        FrameWriter.class.getName(),
        Long.toString(each.toMillis()));
  }

  /** Writes a picture every so many milliseconds. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    long each = Long.parseLong(arguments[0]);
    byte[] pixels = new byte[WIDTH * HEIGHT * 3];
    new Random(1).nextBytes(pixels);
    for (int i = 0; !System.out.checkError(); i++) {
      pixels[i % pixels.length]++;
      System.out.write(pixels);
      TimeUnit.MILLISECONDS.sleep(each);
    }
  }
}
