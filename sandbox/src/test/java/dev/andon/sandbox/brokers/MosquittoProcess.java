package dev.andon.sandbox.brokers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** mosquitto in the foreground; what it holds is gone with it. */
final class MosquittoProcess {
  private final Path configuration;
  private final int port;
  private @Nullable Process process;

  MosquittoProcess(Path configuration, int port) {
    this.configuration = configuration;
    this.port = port;
  }

  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  /** mosquitto gives up root's rights before it reads its files. */
  static void readable(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      }
    }
  }

  void start() throws IOException {
    Path log = configuration.resolveSibling("mosquitto.log");
    Process started =
        new ProcessBuilder(List.of(executable(), "-c", configuration.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    process = started;
    await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> {
              if (!started.isAlive()) {
                throw new IllegalStateException(
                    "mosquitto did not start: " + Files.readString(log));
              }
              return listens();
            });
  }

  void stop() {
    end(false);
  }

  void kill() {
    end(true);
  }

  private void end(boolean atOnce) {
    Process running = process;
    if (running != null) {
      (atOnce ? running.destroyForcibly() : running).toHandle().destroy();
      running.onExit().join();
      process = null;
    }
  }

  private static String executable() {
    return Stream.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst()
        .orElse("mosquitto");
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
