package dev.andon.hub.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Enrols stations: gives them the key by which they know their hub. */
@Command(
    name = "station",
    mixinStandardHelpOptions = true,
    description = "Enrol stations.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = StationKeyCommand.class,
    footer = {"", "Example: ./andon station key line-1/st-04 --config hub.yaml"})
public final class StationCommand implements Runnable {
  @Mixin private final MoneyFilesOption hub;
  @Spec private CommandSpec spec = CommandSpec.create();

  public StationCommand(MoneyFiles.Reader reader) {
    hub = new MoneyFilesOption(reader);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  MoneyFiles files() {
    return hub.read();
  }

  void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
