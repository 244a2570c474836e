package dev.andon.edge;

import dev.andon.config.cli.VersionLine;
import dev.andon.config.cli.WrongUsage;
import dev.andon.edge.models.ModelsCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of a camera station. */
@Command(
    name = "./andon",
    mixinStandardHelpOptions = true,
    versionProvider = VersionLine.class,
    scope = CommandLine.ScopeType.INHERIT,
    subcommands = {
      AgentCommand.class,
      EnrolFramesCommand.class,
      ModelsCommand.class,
      SamplesCommand.class
    })
public final class EdgeMain {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeMain.class);

  private EdgeMain() {}

  /** Runs one command; the exit status is 0 for success, 1 for a failure, 2 for wrong usage. */
  public static void main(String[] arguments) {
    Thread.setDefaultUncaughtExceptionHandler(EdgeMain::ended);
    System.exit(commandLine().execute(arguments));
  }

  /**
   * Paho's threads end with a NullPointerException where TLS is lost in a bad moment; the uplink
   * notices by itself that the link is gone.
   */
  private static void ended(Thread thread, Throwable failure) {
    if (thread.getName().startsWith("MQTT ")) {
      LOG.warn("mqtt thread ended name={} cause={}", thread.getName(), failure.toString());
    } else {
      LOG.error("thread ended name={}", thread.getName(), failure);
    }
  }

  /** All commands, ready to run. */
  public static CommandLine commandLine() {
    return new CommandLine(new EdgeMain()).setParameterExceptionHandler(new WrongUsage());
  }
}
