package dev.andon.edge;

import dev.andon.fixtures.FreePort;
import dev.andon.fixtures.MosquittoProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real mosquitto on a port of its own, with memory only: what it holds is gone with it. */
final class Mosquitto implements AutoCloseable {
  private final MosquittoProcess process;

  /**
   * Starts one.
   *
   * @param settings further lines of its configuration
   */
  Mosquitto(Path folder, String... settings) throws IOException {
    int port = FreePort.take();
    Path file = folder.resolve("mosquitto.conf");
    Files.writeString(
        file,
        "listener "
            + port
            + " 127.0.0.1\nallow_anonymous true\npersistence false\nlog_type error\n"
            + String.join("\n", settings)
            + "\n");
    this.process = new MosquittoProcess(file, port);
    process.start();
  }

  String uri() {
    return "tcp://127.0.0.1:" + port();
  }

  int port() {
    return process.port();
  }

  /** Like a power cut: no goodbye to anybody. */
  void kill() {
    process.kill();
  }

  /** Keeps its sockets and does nothing any more. */
  void stall() throws IOException, InterruptedException {
    process.stall();
  }

  void resume() throws IOException, InterruptedException {
    process.resume();
  }

  /** On the same port, knowing nothing. */
  void startAgain() throws IOException {
    process.start();
  }

  @Override
  public void close() {
    process.close();
  }
}
