package dev.andon.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real mosquitto in the foreground with a configuration that stands in a file; its output goes to
 * {@code mosquitto.log} beside that. What it holds in memory is gone with it. For one thread.
 */
public final class MosquittoProcess implements AutoCloseable {
  private static final int CONNECT_MILLIS = 200;

  private final Path configuration;
  private final int port;
  private @Nullable Process process;

  /**
   * One that does not run yet.
   *
   * @param port of the listener in its configuration
   */
  public MosquittoProcess(Path configuration, int port) {
    this.configuration = configuration;
    this.port = port;
  }

  /** mosquitto gives up root's rights before it reads its files. */
  public static void readable(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      }
    }
  }

  public int port() {
    return port;
  }

  /** Starts it, for the first time or again on the same port, and returns when it listens. */
  public void start() throws IOException {
    Process started =
        new ProcessBuilder(List.of(executable(), "-c", configuration.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
            .start();
    process = started;
    await()
        .until(
            () -> {
              if (!started.isAlive()) {
                throw new IllegalStateException("mosquitto did not start: " + log());
              }
              return listens();
            });
  }

  /** In good order. */
  public void stop() {
    end(false);
  }

  /** Like a power cut: no goodbye to anybody. */
  public void kill() {
    end(true);
  }

  private void end(boolean atOnce) {
    Process running = process;
    if (running != null) {
      if (atOnce) {
        running.destroyForcibly();
      } else {
        running.destroy();
      }
      running.onExit().join();
      process = null;
    }
  }

  /** Keeps its sockets and does nothing any more. */
  public void stall() throws IOException, InterruptedException {
    signal("-STOP");
  }

  public void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  /** Has it read password and access files again. */
  public void reload() throws IOException, InterruptedException {
    signal("-HUP");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process running = process;
    if (running != null) {
      new ProcessBuilder("kill", name, Long.toString(running.pid())).start().waitFor();
    }
  }

  /** What it has said so far. */
  public String log() {
    try {
      return Files.readString(logFile());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private Path logFile() {
    return configuration.resolveSibling("mosquitto.log");
  }

  @Override
  public void close() {
    kill();
  }

  /** Debian puts it where only root looks. */
  private static String executable() {
    return Stream.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst()
        .orElse("mosquitto");
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
