package dev.andon.sandbox.bench.edge;

import dev.andon.edge.EdgeMain;
import dev.andon.sandbox.bench.Footprint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An agent as the launcher starts it, which judges the pictures that are posted to it. */
final class AgentProcess implements AutoCloseable {
  static final String BANK = "bank";
  static final String VARIANT = "bench";
  static final String VIEW = "top";

  private static final Duration START = Duration.ofMinutes(3);
  private static final long AGAIN_MS = 100;

  private final Process process;
  private final Path log;
  private final URI door;
  private final HttpClient http = HttpClient.newHttpClient();

  private AgentProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.door = URI.create("http://127.0.0.1:" + port + "/part");
  }

  /**
   * Starts it and waits until it takes a picture.
   *
   * @param folder its files; golden frames lie in {@link #BANK} below
   */
  static AgentProcess start(Path folder, Path bundle) throws IOException {
    int port = freePort();
    Path config = Files.writeString(folder.resolve("agent.yaml"), yaml(folder, bundle, port));
    Path log = folder.resolve("agent.log");
    ProcessBuilder builder =
        new ProcessBuilder(command(config)).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return new AgentProcess(builder.start(), log, port);
  }

  /** As the launcher has them. */
  private static List<String> command(Path config) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xms32m",
            "-Xmx192m",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Dai.djl.offline=true",
            "-Dfile.encoding=UTF-8",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of(EdgeMain.class.getName(), "agent", "--config", config.toString()));
    return command;
  }

  private static String yaml(Path folder, Path bundle, int port) {
    return """
    station: bench/line/station
    source: {kind: push, variant: %s, view: %s, http: {port: %d}}
    model: {bundle: %s, bank: %s}
    line: {on_timeout: hold}
    outbox: {file: %s, max_bytes: 64MiB}
    hub: {accept_unsigned: true}
    broker: {uri: "tcp://127.0.0.1:9"}
    enrolment: {keep_frames: 0}
    """
        .formatted(
            VARIANT,
            VIEW,
            port,
            bundle.toAbsolutePath(),
            folder.resolve(BANK).toAbsolutePath(),
            folder.resolve("outbox.db").toAbsolutePath());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Returns when what became of the picture is stored. */
  void post(String part, byte[] picture) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(door + "?part=" + part))
            .POST(HttpRequest.BodyPublishers.ofByteArray(picture))
            .build();
    long until = System.nanoTime() + START.toNanos();
    while (true) {
      try {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          return;
        }
        again("it answers " + answer.statusCode() + " " + answer.body(), until);
      } catch (IOException notYet) {
        again(String.valueOf(notYet.getMessage()), until);
      }
    }
  }

  private void again(String why, long until) throws IOException, InterruptedException {
    if (!process.isAlive() || System.nanoTime() > until) {
      throw new IOException("the agent takes no picture: " + why + "\n" + Files.readString(log));
    }
    TimeUnit.MILLISECONDS.sleep(AGAIN_MS);
  }

  /** Resident memory now, in MB. */
  double rssMb() throws IOException {
    return Footprint.of(process.toHandle()).rssMb();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stopping) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
