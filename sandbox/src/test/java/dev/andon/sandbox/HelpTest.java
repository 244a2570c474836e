package dev.andon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.EdgeMain;
import dev.andon.hub.HubMain;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
  /** Every command of the three programs behind {@code ./andon}, also those below others. */
  static Stream<CommandLine> commands() {
    return Stream.of(EdgeMain.commandLine(), HubMain.commandLine(), SandboxMain.commandLine())
        .flatMap(program -> program.getSubcommands().values().stream())
        .distinct()
        .flatMap(HelpTest::withThoseBelow);
  }

  private static Stream<CommandLine> withThoseBelow(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().distinct().flatMap(HelpTest::withThoseBelow));
  }

  @Test
  void a_wrong_option_is_one_sentence_with_the_nearest_right_one() {
    StringWriter err = new StringWriter();
    int status =
        SandboxMain.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute("demo", "--statons", "3");
    assertThat(status).isEqualTo(2);
    assertThat(err.toString())
        .contains("Unknown options: '--statons'", "--stations", "See ./andon demo --help")
        .doesNotContain("Usage:");
  }

  @Test
  void a_wrong_value_says_what_would_be_right_and_names_no_class() {
    StringWriter err = new StringWriter();
    int status =
        SandboxMain.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute("demo", "--cut-link", "soon");
    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("--cut-link", "for example 5:3").doesNotContain("java.");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_command_explains_itself_with_an_example(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName(" ");
    CommandLine program = command.getCommandSpec().root().commandLine();
    StringWriter out = new StringWriter();
    int status =
        program
            .setOut(new PrintWriter(out, true))
            .execute((name.substring(name.indexOf(' ') + 1) + " --help").split(" "));
    assertThat(status).as(name).isZero();
    assertThat(out.toString()).as(name).contains("Usage: ").contains("Example: ./andon ");
  }
}
