package dev.andon.hub.cli;

import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a key a new secret. */
@Command(
    name = "rotate",
    description = "A new secret; the old one works until the overlap is over.",
    footer = {"", "Example: ./andon key --config hub.yaml rotate vk_line_3 --overlap PT48H"})
final class KeyRotateCommand extends Subcommand<KeyCommand> {
  @Parameters(paramLabel = "ID")
  private String id = "";

  @Option(
      names = "--overlap",
      paramLabel = "PERIOD",
      description = "ISO 8601, such as PT24H; default: ${DEFAULT-VALUE}.")
  private Duration overlap = Duration.ofHours(24);

  @Override
  void run(KeyCommand key) {
    key.with(keys -> key.show(keys.rotate(id, overlap)));
  }
}
