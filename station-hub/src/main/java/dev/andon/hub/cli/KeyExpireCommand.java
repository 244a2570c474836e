package dev.andon.hub.cli;

import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a key at a time. */
@Command(
    name = "expire",
    description = "Refused from a time on.",
    footer = {
      "",
      "Example: ./andon key --config hub.yaml expire vk_line_3 --at 2026-12-31T23:00:00Z"
    })
final class KeyExpireCommand extends Subcommand<KeyCommand> {
  @Parameters(paramLabel = "ID")
  private String id = "";

  @Option(names = "--at", required = true, paramLabel = "TIME")
  private Instant at = Instant.MAX;

  @Override
  void run(KeyCommand key) {
    key.with(keys -> keys.expire(id, at));
  }
}
