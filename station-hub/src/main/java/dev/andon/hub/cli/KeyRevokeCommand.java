package dev.andon.hub.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends a key now. */
@Command(
    name = "revoke",
    description = "Refused from now on, for good.",
    footer = {"", "Example: ./andon key --config hub.yaml revoke vk_line_3"})
final class KeyRevokeCommand extends Subcommand<KeyCommand> {
  @Parameters(paramLabel = "ID")
  private String id = "";

  @Override
  void run(KeyCommand key) {
    key.with(keys -> keys.revoke(id));
  }
}
