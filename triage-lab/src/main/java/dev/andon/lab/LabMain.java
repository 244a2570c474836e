package dev.andon.lab;

import dev.andon.config.cli.VersionLine;
import dev.andon.config.cli.WrongUsage;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./andon models}: the agent's model commands and those that measure. */
@Command(
    name = "./andon",
    mixinStandardHelpOptions = true,
    versionProvider = VersionLine.class,
    scope = CommandLine.ScopeType.INHERIT,
    subcommands = LabCommand.class)
public final class LabMain {
  private LabMain() {}

  /** Runs one command; the exit status is 0 for success, 1 for a failure, 2 for wrong usage. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** All commands, ready to run. */
  public static CommandLine commandLine() {
    return new CommandLine(new LabMain()).setParameterExceptionHandler(new WrongUsage());
  }
}
