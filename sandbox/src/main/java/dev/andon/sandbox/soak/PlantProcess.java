package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.audit.ExitLine;
import dev.andon.sandbox.soak.audit.JsonLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A process of the plant, as a service manager keeps it: started again when it ends by itself,
 * which is written down. Thread-safe.
 */
final class PlantProcess implements AutoCloseable {

  private static final long RESTART_MS = 2_000;
  private static final long END_SECONDS = 20;

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private final JsonLines exits;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Process process;
  private boolean wanted;

  /**
   * @param log where its output is appended
   * @param exits where an end of its own is written down
   */
  PlantProcess(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path log,
      JsonLines exits) {
    this.name = name;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.log = log;
    this.exits = exits;
  }

  /**
   * A JVM with the class path of this one.
   *
   * @param options of the JVM
   */
  static PlantProcess java(
      String name, List<String> options, List<String> mainAndArguments, Path log, JsonLines exits) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dai.djl.offline=true",
            "-Dfile.encoding=UTF-8"));
    logging().ifPresent(command::add);
    command.addAll(mainAndArguments);
    // Not on the command line: ONNX Runtime crashes when that is long.
    Map<String, String> environment =
        Map.of("CLASSPATH", System.getProperty("java.class.path"), "OPT_OUT_TRACKING", "true");
    return new PlantProcess(name, command, environment, log, exits);
  }

  /** The product's own, so that the audit reads what an operator would. */
  private static Optional<String> logging() {
    Path home = Path.of(System.getProperty("andon.home", System.getProperty("andon.root", ".")));
    Path file = home.resolve("config/logging.properties").toAbsolutePath();
    return Files.exists(file)
        ? Optional.of("-Djava.util.logging.config.file=" + file)
        : Optional.empty();
  }

  String name() {
    return name;
  }

  void start() throws IOException {
    lock.lock();
    try {
      wanted = true;
      launch();
    } finally {
      lock.unlock();
    }
  }

  private void launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process started = builder.start();
    process = started;
    Thread.ofVirtual().name("watch-" + name).start(() -> watch(started));
  }

  private void watch(Process watched) {
    try {
      int status = watched.waitFor();
      if (stillWanted(watched)) {
        exits.add(new ExitLine(System.currentTimeMillis(), name, status));
        TimeUnit.MILLISECONDS.sleep(RESTART_MS);
        launchAgain(watched);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean stillWanted(Process watched) {
    lock.lock();
    try {
      return wanted && watched.equals(process);
    } finally {
      lock.unlock();
    }
  }

  private void launchAgain(Process ended) {
    lock.lock();
    try {
      if (wanted && ended.equals(process)) {
        launch();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot start " + name + " again", failure);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Process current(boolean wantedFromNow) {
    lock.lock();
    try {
      wanted = wantedFromNow;
      return process;
    } finally {
      lock.unlock();
    }
  }

  boolean alive() {
    Process now = current(wanted);
    return now != null && now.isAlive();
  }

  /** kill -9; it stays away until {@link #start}. */
  void kill() throws InterruptedException {
    Process now = current(false);
    if (now != null) {
      now.destroyForcibly().waitFor();
    }
  }

  /** Stops it where it stands: SIGSTOP. */
  void stall() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** Lets it go on: SIGCONT. */
  void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    Process now = current(wanted);
    if (now != null && now.isAlive()) {
      new ProcessBuilder("kill", signal, Long.toString(now.pid())).start().waitFor();
    }
  }

  /** Writes a line to its standard input. */
  void say(String line) throws IOException {
    Process now = current(wanted);
    if (now != null) {
      Writer in = now.outputWriter(StandardCharsets.UTF_8);
      in.write(line + "\n");
      in.flush();
    }
  }

  /** Asks it to end, as a service manager does, and ends it where it does not. */
  @Override
  public void close() {
    Process now = current(false);
    if (now == null) {
      return;
    }
    now.destroy();
    try {
      if (!now.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        now.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      now.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
