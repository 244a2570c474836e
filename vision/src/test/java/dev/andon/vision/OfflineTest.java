package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Runs in a process of its own, because the first class of DJL's that loads decides. */
final class OfflineTest {

  @Test
  void loading_and_running_a_model_opens_no_socket() throws Exception {
    assertThat(socketsOpenedBy("model")).isEqualTo("sockets=0");
  }

  @Test
  void the_check_sees_a_socket_when_there_is_one() throws Exception {
    assertThat(socketsOpenedBy("http")).isEqualTo("sockets=1");
  }

  private static String socketsOpenedBy(String what) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                Main.class.getName(),
                what,
                TinyBundle.directory().toString())
            .redirectErrorStream(true);
    // Not on the command line: ONNX Runtime crashes in a process whose command line is long.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      List<String> lines = output.lines().toList();
      assertThat(lines).as(output).isNotEmpty();
      return lines.getLast();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Counts every socket that the process makes. */
  static final class Main {
    private static final AtomicInteger SOCKETS = new AtomicInteger();

    private Main() {}

    @SuppressWarnings("deprecation") // the only hook through which every client socket passes
    public static void main(String[] args) throws Exception {
      Socket.setSocketImplFactory(
          () -> {
            SOCKETS.incrementAndGet();
            throw new IllegalStateException("no network in this test");
          });
      if (args[0].equals("model")) {
        runModel(Path.of(args[1]));
      } else {
        connect();
      }
      System.out.println("sockets=" + SOCKETS.get());
      System.exit(0);
    }

    private static void runModel(Path bundle) throws InterruptedException {
      try (TriageModel model = new TriageModel(Bundle.open(bundle));
          Picture picture = Pictures.plain(160, 160, 1, 2, 3)) {
        model.infer(picture, List.of(picture.bounds()));
      }
    }

    private static void connect() throws IOException {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create("http://127.0.0.1:9/").toURL().openConnection();
      try {
        connection.getResponseCode();
      } catch (IOException | RuntimeException expected) {
        connection.disconnect();
      }
    }
  }
}
