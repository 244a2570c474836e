package dev.andon.hub;

import dev.andon.config.ConfigException;
import dev.andon.config.cli.VersionLine;
import dev.andon.config.cli.WrongUsage;
import dev.andon.hub.cli.ExplainCommand;
import dev.andon.hub.cli.KeyCommand;
import dev.andon.hub.cli.LedgerCommand;
import dev.andon.hub.cli.MoneyFiles;
import dev.andon.hub.cli.PriceCommand;
import dev.andon.hub.cli.ReportCommand;
import dev.andon.hub.cli.StationCommand;
import dev.andon.hub.setup.ConfiguredPrices;
import dev.andon.hub.setup.HubConfig;
import dev.andon.hub.setup.HubConfigReader;
import dev.andon.hub.setup.HubPlatform;
import dev.andon.hub.store.StoreException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The hub's commands. */
@Command(
    name = "./andon",
    mixinStandardHelpOptions = true,
    versionProvider = VersionLine.class,
    scope = CommandLine.ScopeType.INHERIT,
    subcommands = {HubCommand.class, ExplainCommand.class, BrokerConfigCommand.class})
public final class HubMain {
  /** Exit status for a configuration or machine that the hub cannot run on. */
  static final int UNUSABLE = 3;

  private HubMain() {}

  /** Runs one command; 0 for success, 1 for a failure, 2 for wrong usage, 3 for a bad set-up. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** All commands, ready to run. */
  public static CommandLine commandLine() {
    MoneyFiles.Reader books = HubMain::books;
    return new CommandLine(new HubMain())
        .addSubcommand(new KeyCommand(books))
        .addSubcommand(new StationCommand(books))
        .addSubcommand(new ReportCommand(books))
        .addSubcommand(new LedgerCommand(books))
        .addSubcommand(new PriceCommand())
        .setParameterExceptionHandler(new WrongUsage())
        .setExecutionExceptionHandler(HubMain::failed);
  }

  /** What the money commands need of a hub's configuration. */
  private static MoneyFiles books(Path file) {
    HubConfig config = HubConfigReader.read(file);
    HubPlatform around = HubPlatform.ofProcess(HubConfigReader.folder(file));
    ConfiguredPrices prices = ConfiguredPrices.read(config, around);
    return new MoneyFiles(
        config.plantOrDefault(),
        config.accounts(),
        prices.book(),
        prices.rates(),
        config.dataFolder(around.folder()));
  }

  /** What a person can mend is one line; a bug shows where it is. */
  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    boolean explained =
        failure instanceof ConfigException
            || failure instanceof IllegalArgumentException
            || failure instanceof IllegalStateException
            || failure instanceof StoreException;
    command.getErr().println("andon: " + failure.getMessage());
    if (!explained) {
      failure.printStackTrace(command.getErr());
    }
    return explained ? UNUSABLE : 1;
  }
}
