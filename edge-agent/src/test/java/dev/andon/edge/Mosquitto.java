package dev.andon.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real mosquitto on a port of its own, with memory only: what it holds is gone with it. */
final class Mosquitto implements AutoCloseable {
  private final Path folder;
  private final int port;
  private final String settings;
  private Process process;

  /**
   * @param settings further lines of its configuration
   */
  Mosquitto(Path folder, String... settings) throws IOException {
    this.folder = folder;
    this.settings = String.join("\n", settings);
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    }
    this.process = start();
  }

  String uri() {
    return "tcp://127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  /** Like a power cut: no goodbye to anybody. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Keeps its sockets and does nothing any more. */
  void stall() throws IOException, InterruptedException {
    signal("-STOP");
  }

  void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
  }

  /** On the same port, knowing nothing. */
  void startAgain() throws IOException {
    process = start();
  }

  @Override
  public void close() {
    kill();
  }

  private Process start() throws IOException {
    Path file = folder.resolve("mosquitto.conf");
    Files.writeString(
        file,
        "listener "
            + port
            + " 127.0.0.1\nallow_anonymous true\npersistence false\nlog_type error\n"
            + settings
            + "\n");
    Process started =
        new ProcessBuilder(List.of(executable(), "-c", file.toString()))
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("mosquitto.log").toFile()))
            .start();
    Awaitility.await().atMost(15, TimeUnit.SECONDS).until(this::listens);
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
}
