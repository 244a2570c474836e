package dev.andon.sandbox.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.sandbox.SandboxMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakCommandTest {

  @TempDir Path folder;

  private final StringWriter errors = new StringWriter();
  private final StringWriter screen = new StringWriter();

  @Test
  void help_names_every_option_the_exit_statuses_and_an_example() {
    assertThat(run("--help")).isZero();
    assertThat(screen.toString())
        .contains("--minutes", "--seed", "--stations", "--faults", "--broker", "--report", "--keep")
        .contains("--full", "--phase", "--scale", "--out")
        .contains(PhaseKind.full().stream().map(PhaseKind::text).toArray(String[]::new))
        .contains("0 every promise kept", "2 wrong usage")
        .contains("Example: ./andon soak --minutes 10");
  }

  @Test
  void wrong_values_end_with_status_2_and_say_what_would_be_right() {
    assertThat(run("--minutes", "0.1")).isEqualTo(2);
    assertThat(run("--stations", "33")).isEqualTo(2);
    assertThat(run("--faults", "kills,quakes")).isEqualTo(2);
    assertThat(run("--broker", "rabbit")).isEqualTo(2);
    assertThat(run("--broker", "embedded", "--phase", "quakes")).isEqualTo(2);
    assertThat(run("--broker", "embedded", "--full", "--scale", "0")).isEqualTo(2);
    assertThat(errors.toString())
        .contains("--minutes must be 0.34 to 10080, not 0.1")
        .contains("--stations must be 1 to 32, not 33")
        .contains("not 'quakes'", "kills, stalls, disks, provider, link, forgery")
        .contains("--broker is mosquitto or embedded, not 'rabbit'")
        .contains("--phase knows agent-kills, hub-kills", "not 'quakes'")
        .contains("--scale must be above 0 and at most 10, not 0.0")
        .contains("See ./andon soak --help");
  }

  @Test
  void a_folder_that_holds_something_is_not_written_over() throws IOException {
    Files.writeString(folder.resolve("mine.txt"), "mine");

    assertThat(run("--broker", "embedded", "--keep", folder.toString())).isEqualTo(2);

    assertThat(errors.toString()).contains("--keep needs a new or empty folder", "mine.txt");
  }

  @Test
  void faults_are_given_as_a_list_all_or_none() {
    assertThat(FaultKind.parse("kills, link"))
        .containsExactlyInAnyOrder(FaultKind.KILLS, FaultKind.LINK);
    assertThat(FaultKind.parse("none")).isEmpty();
    assertThat(FaultKind.parse("all")).containsExactlyInAnyOrder(FaultKind.values());
  }

  private int run(String... options) {
    List<String> all = new ArrayList<>(List.of("soak"));
    all.addAll(List.of(options));
    return SandboxMain.commandLine()
        .setErr(new PrintWriter(errors, true))
        .setOut(new PrintWriter(screen, true))
        .execute(all.toArray(new String[0]));
  }
}
