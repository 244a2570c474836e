package dev.andon.sandbox;

import dev.andon.config.cli.VersionLine;
import dev.andon.config.cli.WrongUsage;
import dev.andon.sandbox.bench.BenchCommand;
import dev.andon.sandbox.demo.DemoCommand;
import dev.andon.sandbox.scenes.ScenesCommand;
import dev.andon.sandbox.soak.SoakCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that run a whole plant, or parts of one, on this machine. */
@Command(
    name = "./andon",
    mixinStandardHelpOptions = true,
    versionProvider = VersionLine.class,
    scope = CommandLine.ScopeType.INHERIT,
    subcommands = {BenchCommand.class, DemoCommand.class, ScenesCommand.class, SoakCommand.class})
public final class SandboxMain {
  private SandboxMain() {}

  /**
   * Runs one command; the exit status is 0 for success, 1 for a failure, 2 for wrong usage, 3 where
   * something is not installed.
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** All commands, ready to run. */
  public static CommandLine commandLine() {
    return new CommandLine(new SandboxMain()).setParameterExceptionHandler(new WrongUsage());
  }
}
