package dev.andon.hub.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The option that names a hub's configuration, for a command and those below it. */
final class MoneyFilesOption {
  private final MoneyFiles.Reader reader;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The hub's configuration; default hub.yaml.")
  private Path config = Path.of("hub.yaml");

  MoneyFilesOption(MoneyFiles.Reader reader) {
    this.reader = reader;
  }

  /** What the configuration says; throws an exception that says what is wrong with it. */
  MoneyFiles read() {
    return reader.read(config);
  }
}
