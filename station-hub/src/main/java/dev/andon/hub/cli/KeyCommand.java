package dev.andon.hub.cli;

import dev.andon.hub.account.IssuedKey;
import dev.andon.hub.account.KeyHash;
import dev.andon.hub.account.Keys;
import dev.andon.hub.money.Owner;
import dev.andon.hub.store.Store;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Issues and manages virtual keys. A hub that runs takes the change in within seconds. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = "Issue, rotate, expire, revoke and list virtual keys.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      KeyExpireCommand.class,
      KeyIssueCommand.class,
      KeyListCommand.class,
      KeyRevokeCommand.class,
      KeyRotateCommand.class
    },
    footer = {"", "Example: ./andon key --config hub.yaml issue vk_line_3 --owner line/line-3"})
public final class KeyCommand implements Runnable {
  @Mixin private final MoneyFilesOption hub;
  @Spec private CommandSpec spec = CommandSpec.create();

  public KeyCommand(MoneyFiles.Reader reader) {
    hub = new MoneyFilesOption(reader);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Who pays for every key, at last. */
  Owner plant() {
    return new Owner(Owner.Kind.PLANT, hub.read().plant().id());
  }

  /** Does {@code work} on the keys beside a hub that may run. */
  void with(Consumer<Keys> work) {
    MoneyFiles files = hub.read();
    try (Store store = files.open()) {
      work.accept(
          new Keys(
              store,
              KeyHash.of(files.data().resolve("key.salt")),
              files.accounts().keys(),
              Clock.systemUTC(),
              new SecureRandom()));
    }
    out().flush();
  }

  /** Says the secret, this once. */
  void show(IssuedKey issued) {
    String owners =
        issued.key().owners().chain().stream()
            .map(Owner::toString)
            .collect(Collectors.joining(", "));
    out().println(issued.secret());
    out()
        .println(
            "This is the secret of "
                + issued.key().id()
                + " ("
                + owners
                + "). It is not kept and cannot be shown again.");
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
