package dev.andon.hub;

import dev.andon.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The hub's commands. */
@Command(
    name = "./andon",
    subcommands = {HubCommand.class, ExplainCommand.class})
public final class HubMain {
  /** Exit status for a configuration or machine that the hub cannot run on. */
  static final int UNUSABLE = 3;

  private HubMain() {}

  /** Runs one command; 0 for success, 1 for a failure, 2 for wrong usage, 3 for a bad set-up. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new HubMain())
            .setExecutionExceptionHandler(HubMain::failed)
            .execute(arguments));
  }

  /** What a person can mend is one line; a bug shows where it is. */
  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    boolean explained =
        failure instanceof ConfigException
            || failure instanceof IllegalArgumentException
            || failure instanceof IllegalStateException;
    command.getErr().println("andon: " + failure.getMessage());
    if (!explained) {
      failure.printStackTrace(command.getErr());
    }
    return explained ? UNUSABLE : 1;
  }
}
