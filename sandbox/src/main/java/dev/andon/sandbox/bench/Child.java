package dev.andon.sandbox.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of its own that says on its output where it listens. */
final class Child implements AutoCloseable {
  private static final int STOP_SECONDS = 15;

  private final Process process;
  private final int port;

  Child(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * A JVM with this one's class path.
   *
   * @param portPattern finds the port, as its group 1, in a line of output
   * @throws IOException with the output, if it ends before it listens
   */
  static Child java(List<String> options, String main, List<String> arguments, Pattern portPattern)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add(main);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    return new Child(process, port(process, portPattern));
  }

  int port() {
    return port;
  }

  Footprint footprint() throws IOException {
    return Footprint.of(process.toHandle());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static int port(Process process, Pattern pattern) throws IOException {
    BufferedReader reader = process.inputReader();
    StringBuilder output = new StringBuilder();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        Thread.ofVirtual().start(() -> reader.lines().forEach(ignored -> {}));
        return Integer.parseInt(matcher.group(1));
      }
      output.append(line).append('\n');
    }
    throw new IOException("a process ended before it listened:\n" + output);
  }
}
