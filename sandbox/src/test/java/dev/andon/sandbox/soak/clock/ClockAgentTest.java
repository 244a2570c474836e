package dev.andon.sandbox.soak.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockAgentTest {

  private static final long TOLERANCE_MS = 20_000;

  @TempDir Path folder;

  /** What runs under the agent: says what it takes for the time whenever it is asked. */
  static final class Teller {
    public static void main(String[] arguments) {
      Scanner questions = new Scanner(System.in, StandardCharsets.UTF_8);
      InstantSource system = InstantSource.system();
      while (questions.hasNextLine()) {
        questions.nextLine();
        System.out.println(
            Instant.now().toEpochMilli()
                + " "
                + system.millis()
                + " "
                + System.currentTimeMillis()
                + " "
                + ZoneId.systemDefault());
      }
    }
  }

  @Test
  void every_reading_of_the_wall_clock_jumps_while_the_process_runs() throws Exception {
    ClockFiles clocks = ClockFiles.make(folder);
    clocks.set("teller", Duration.ofDays(1));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                clocks.option("teller"),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Teller.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (Writer questions = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
      assertAhead(ask(questions, answers), Duration.ofDays(1));

      clocks.set("teller", Duration.ofDays(-1));
      String[] said = ask(questions, answers);
      for (int i = 0; i < 200 && Long.parseLong(said[0]) > System.currentTimeMillis(); i++) {
        said = ask(questions, answers);
        process.waitFor(Duration.ofMillis(20));
      }
      assertAhead(said, Duration.ofDays(-1));
    } finally {
      process.destroyForcibly();
    }
  }

  private static void assertAhead(String[] said, Duration ahead) {
    long expected = System.currentTimeMillis() + ahead.toMillis();
    for (int i = 0; i < 3; i++) {
      assertThat(Long.parseLong(said[i])).isCloseTo(expected, within(TOLERANCE_MS));
    }
  }

  private static String[] ask(Writer questions, BufferedReader answers) throws IOException {
    questions.write("?\n");
    questions.flush();
    return answers.readLine().split(" ", -1);
  }
}
