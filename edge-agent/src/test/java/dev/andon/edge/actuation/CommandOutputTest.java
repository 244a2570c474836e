package dev.andon.edge.actuation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommandOutputTest {
  private static final Duration PATIENT = Duration.ofSeconds(20);
  private @TempDir Path folder;

  private static LineCommand command(String part) {
    return new LineCommand(
        new UUID(1, 2),
        "p/l/s",
        part,
        "flange",
        "top",
        LineSignal.REJECT,
        "verdict",
        Instant.EPOCH);
  }

  private CommandOutput script(String text, Duration timeout, String... words) throws IOException {
    Path program = Files.writeString(folder.resolve("program"), "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    List<String> all = new ArrayList<>(List.of(program.toString()));
    all.addAll(List.of(words));
    return new CommandOutput(all, timeout);
  }

  private String written(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  @Test
  void each_word_is_one_argument_whatever_the_part_is_called() throws Exception {
    String hostile = "a b'\"; touch $(hacked) `x` {signal}\n*";
    try (CommandOutput output =
        script(
            "printf '%s|' \"$@\" > \"$(dirname \"$0\")/args\"",
            PATIENT, "{signal}", "--part={part}", "plain")) {
      output.send(command(hostile));
    }
    assertThat(written("args")).isEqualTo("reject|--part=" + hostile + "|plain|");
  }

  @Test
  void the_command_stands_on_its_input_and_secrets_do_not_stand_in_its_environment()
      throws Exception {
    try (CommandOutput output =
        script("cat > \"$(dirname \"$0\")/in\"; env > \"$(dirname \"$0\")/env\"", PATIENT)) {
      output.send(command("part-7"));
    }
    assertThat(written("in"))
        .startsWith("{")
        .contains("\"part_id\":\"part-7\"", "\"signal\":\"reject\"", "\"cause\":\"verdict\"");
    assertThat(written("env").lines().map(line -> line.replaceAll("=.*", "")))
        .contains("PATH")
        .isSubsetOf(
            "PATH",
            "HOME",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "TZ",
            "TMPDIR",
            "PWD",
            "OLDPWD",
            "SHLVL",
            "_");
  }

  @Test
  void another_exit_code_than_0_fails_with_the_last_line_of_its_errors() throws Exception {
    try (CommandOutput output = script("echo first >&2; echo no pin 17 >&2; exit 3", PATIENT)) {
      assertThatThrownBy(() -> output.send(command("part-7")))
          .isInstanceOf(IOException.class)
          .hasMessage("ended with 3: no pin 17");
    }
  }

  @Test
  void one_that_does_not_end_is_killed_with_what_it_has_started() throws Exception {
    Path late = folder.resolve("late");
    try (CommandOutput output =
        script("(sleep 1; touch '" + late + "') & wait", Duration.ofMillis(300))) {
      assertThatThrownBy(() -> output.send(command("part-7")))
          .hasMessageContaining("did not end within 300 ms and was killed");
    }
    await().during(1_200, TimeUnit.MILLISECONDS).until(() -> !Files.exists(late));
  }

  @Test
  void one_that_reads_nothing_and_talks_without_end_costs_nothing() throws Exception {
    try (CommandOutput output =
        script(
            "exec 0<&-; i=0; while [ $i -lt 2000 ]; do echo 0123456789012345678901234567890123456789"
                + " >&2; i=$((i+1)); done; echo done; exit 0",
            PATIENT)) {
      output.send(command("part-7"));
    }
  }

  @Test
  void a_part_whose_name_no_argument_can_hold_fails_alone() throws Exception {
    try (CommandOutput output = script("exit 0", PATIENT, "{part}")) {
      assertThatThrownBy(() -> output.send(command("a\0b"))).isInstanceOf(IOException.class);
      output.send(command("part-8"));
    }
  }
}
