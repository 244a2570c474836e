package dev.andon.sandbox.bench.edge;

import dev.andon.vision.Picture;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** {@code bench/plain_loop.py} in a process of its own, which measures as often as it is asked. */
final class PlainPython implements AutoCloseable {
  private static final String SCRIPT = "bench/plain_loop.py";

  private final Process process;
  private final BufferedReader said;
  private final BufferedWriter asked;

  private PlainPython(Process process) {
    this.process = process;
    this.said = process.inputReader();
    this.asked = process.outputWriter();
  }

  /** It runs, or why it cannot. */
  sealed interface Start {
    record Runs(PlainPython loop) implements Start {}

    record Cannot(String why) implements Start {}
  }

  /**
   * Starts it.
   *
   * @param python the interpreter
   * @param folder for the picture
   */
  static Start start(String python, Path onnx, Picture picture, Path folder) throws IOException {
    Path script =
        Path.of(System.getProperty("andon.home", System.getProperty("andon.root", ".")))
            .resolve(SCRIPT);
    if (!Files.exists(script)) {
      return new Start.Cannot(script + " is not there");
    }
    Path frame = Files.write(folder.resolve("plain-loop.png"), picture.png());
    try {
      Process process =
          new ProcessBuilder(
                  List.of(
                      python,
                      script.toString(),
                      "--serve",
                      "--model",
                      onnx.toString(),
                      "--frame",
                      frame.toString()))
              .redirectErrorStream(true)
              .start();
      PlainPython loop = new PlainPython(process);
      String last = loop.lastLine();
      if (last.equals("ready")) {
        return new Start.Runs(loop);
      }
      loop.close();
      return new Start.Cannot(python + ": " + last);
    } catch (IOException absent) {
      return new Start.Cannot(python + " cannot be started: " + absent.getMessage());
    }
  }

  /** The word that all is well, or what was said last before the end. */
  private String lastLine() throws IOException {
    String last = "it said nothing";
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      last = line.strip();
      if (last.equals("ready")) {
        return last;
      }
    }
    return last;
  }

  /** Milliseconds of CPU for a frame, the median of so many. */
  double cpuMs(int frames) throws IOException {
    asked.write(frames + "\n");
    asked.flush();
    String line = said.readLine();
    if (line == null) {
      throw new IOException(SCRIPT + " ended");
    }
    return JsonMapper.shared().readTree(line).get("cpu_ms").doubleValue();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stopping) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
