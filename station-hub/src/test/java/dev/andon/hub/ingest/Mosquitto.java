package dev.andon.hub.ingest;

import dev.andon.fixtures.FreePort;
import dev.andon.fixtures.MosquittoProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real mosquitto in the foreground, with a configuration of its own. */
final class Mosquitto implements AutoCloseable {
  private final MosquittoProcess process;

  private Mosquitto(Path folder, int port) throws IOException {
    this.process = new MosquittoProcess(folder.resolve("mosquitto.conf"), port);
    process.start();
  }

  /** Over plain TCP; {@code settings} are further lines of its configuration. */
  static Mosquitto plain(Path folder, String... settings) throws IOException {
    int port = FreePort.take();
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

  /** mosquitto gives up root's rights before it reads its files. */
  private static void readable(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  int port() {
    return process.port();
  }

  /** In good order, and back on the same port knowing nothing. */
  void restart() throws IOException {
    process.stop();
    process.start();
  }

  /** Like a power cut. */
  void kill() {
    process.kill();
  }

  void startAgain() throws IOException {
    process.start();
  }

  /** Keeps its sockets and does nothing any more. */
  void stall() throws IOException, InterruptedException {
    process.stall();
  }

  void resume() throws IOException, InterruptedException {
    process.resume();
  }

  /** Has it read password and access files again. */
  void reload() throws IOException, InterruptedException {
    process.reload();
  }

  String log() {
    return process.log();
  }

  @Override
  public void close() {
    process.close();
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
