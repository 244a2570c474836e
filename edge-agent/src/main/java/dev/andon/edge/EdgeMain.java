package dev.andon.edge;

import dev.andon.config.cli.WrongUsage;
import dev.andon.edge.models.ModelsCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of a camera station. */
@Command(
    name = "./andon",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    subcommands = {AgentCommand.class, ModelsCommand.class})
public final class EdgeMain {
  private EdgeMain() {}

  /** Runs one command; the exit status is 0 for success, 1 for a failure, 2 for wrong usage. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** All commands, ready to run. */
  public static CommandLine commandLine() {
    return new CommandLine(new EdgeMain()).setParameterExceptionHandler(new WrongUsage());
  }
}
