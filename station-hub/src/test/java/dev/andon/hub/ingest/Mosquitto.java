package dev.andon.hub.ingest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real mosquitto in the foreground, with a configuration of its own. */
final class Mosquitto implements AutoCloseable {
  private final Path folder;
  private final int port;
  private Process process;

  private Mosquitto(Path folder, int port) throws IOException {
    this.folder = folder;
    this.port = port;
    this.process = launch();
  }

  /** Over plain TCP; {@code settings} are further lines of its configuration. */
  static Mosquitto plain(Path folder, String... settings) throws IOException {
    int port = freePort();
    readable(folder);
    Files.writeString(
        folder.resolve("mosquitto.conf"),
        "listener %d 127.0.0.1\npersistence false\nlog_type error\n%s\n"
            .formatted(port, String.join("\n", settings)));
    return new Mosquitto(folder, port);
  }

  /** One whose users are given as name, password, name, password … */
  static Mosquitto withUsers(Path folder, String... namesAndPasswords) throws Exception {
    passwords(folder, namesAndPasswords);
    return plain(folder, "allow_anonymous false", "password_file " + folder.resolve("passwords"));
  }

  static void passwords(Path folder, String... namesAndPasswords) throws Exception {
    Path file = folder.resolve("passwords");
    Files.deleteIfExists(file);
    Files.createFile(file);
    for (int i = 0; i < namesAndPasswords.length; i += 2) {
      run(
          folder,
          "mosquitto_passwd",
          "-b",
          file.toString(),
          namesAndPasswords[i],
          namesAndPasswords[i + 1]);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  /** With a configuration that stands in the folder already. */
  static Mosquitto configured(Path folder, int port) throws IOException {
    readable(folder);
    return new Mosquitto(folder, port);
  }

  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  /** mosquitto gives up root's rights before it reads its files. */
  private static void readable(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  int port() {
    return port;
  }

  /** In good order, and back on the same port knowing nothing. */
  void restart() throws Exception {
    process.destroy();
    process.onExit().get(10, TimeUnit.SECONDS);
    process = launch();
  }

  /** Like a power cut. */
  void kill() throws Exception {
    process.destroyForcibly().onExit().get(10, TimeUnit.SECONDS);
  }

  void startAgain() throws IOException {
    process = launch();
  }

  /** Keeps its sockets and does nothing any more. */
  void stall() throws Exception {
    run(folder, "kill", "-STOP", Long.toString(process.pid()));
  }

  void resume() throws Exception {
    run(folder, "kill", "-CONT", Long.toString(process.pid()));
  }

  /** Has it read password and access files again. */
  void reload() throws Exception {
    run(folder, "kill", "-HUP", Long.toString(process.pid()));
  }

  String log() throws IOException {
    return Files.readString(folder.resolve("mosquitto.log"));
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private Process launch() throws IOException {
    Process started =
        new ProcessBuilder(List.of(executable(), "-c", folder.resolve("mosquitto.conf").toString()))
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("mosquitto.log").toFile()))
            .start();
    Awaitility.await()
        .atMost(15, TimeUnit.SECONDS)
        .until(
            () -> {
              if (!started.isAlive()) {
                throw new IllegalStateException("mosquitto did not start: " + log());
              }
              return listens();
            });
    return started;
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

  private static void run(Path folder, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("commands.log").toFile())
            .start();
    if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(
          List.of(command) + ": " + Files.readString(folder.resolve("commands.log")));
    }
  }
}
