package dev.andon.hub.cli;

import dev.andon.hub.account.VirtualKey;
import java.time.Instant;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/** Lists keys. */
@Command(
    name = "list",
    description = "All keys; never their secrets.",
    footer = {"", "Example: ./andon key --config hub.yaml list"})
final class KeyListCommand extends Subcommand<KeyCommand> {
  @Override
  void run(KeyCommand key) {
    key.with(keys -> keys.all().forEach(k -> key.out().println(line(k))));
  }

  private static String line(VirtualKey key) {
    return "%-24s %-5s %-9s %s  models %s%s"
        .formatted(
            key.id(),
            key.managed(),
            state(key),
            key.owners().chain(),
            key.allowedModels(),
            key.labels().isEmpty() ? "" : "  " + new TreeMap<>(key.labels()));
  }

  private static String state(VirtualKey key) {
    if (key.revoked()) {
      return "revoked";
    }
    return key.expires().filter(at -> !Instant.now().isBefore(at)).isPresent()
        ? "expired"
        : "valid";
  }
}
