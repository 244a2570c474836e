package dev.andon.hub.cli;

import dev.andon.hub.account.IssuedKey;
import dev.andon.hub.account.KeyHash;
import dev.andon.hub.account.Keys;
import dev.andon.hub.account.VirtualKey;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.store.Store;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Issues and manages virtual keys. A hub that runs takes the change in within seconds. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = "Issue, rotate, expire, revoke and list virtual keys.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example: ./andon key --config hub.yaml issue vk_line_3 --owner line/line-3"})
public final class KeyCommand implements Runnable {
  private final HubFiles.Reader books;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The hub's configuration; default hub.yaml.")
  private Path config = Path.of("hub.yaml");

  @Spec private CommandSpec spec = CommandSpec.create();

  public KeyCommand(HubFiles.Reader books) {
    this.books = books;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "list",
      description = "All keys; never their secrets.",
      footer = {"", "Example: ./andon key --config hub.yaml list"})
  int list() {
    with(
        keys -> {
          for (VirtualKey key : keys.all()) {
            out()
                .println(
                    "%-24s %-5s %-9s %s  models %s%s"
                        .formatted(
                            key.id(),
                            key.managed(),
                            state(key),
                            key.owners().chain(),
                            key.allowedModels(),
                            key.labels().isEmpty() ? "" : "  " + new TreeMap<>(key.labels())));
          }
        });
    return 0;
  }

  @Command(
      name = "issue",
      description = "Creates a key and shows its secret, this once.",
      footer = {"", "Example: ./andon key --config hub.yaml issue vk_line_3 --owner line/line-3"})
  int issue(
      @Parameters(paramLabel = "ID", description = "Such as vk_line_3.") String id,
      @Option(
              names = "--owner",
              required = true,
              paramLabel = "KIND/ID",
              description = "Who pays, such as line/line-3; may be repeated.")
          List<String> owners,
      @Option(
              names = "--model",
              required = true,
              paramLabel = "MODEL",
              description = "provider/model, provider/* or *; may be repeated.")
          List<String> models,
      @Option(
              names = "--namespace",
              paramLabel = "FIELD",
              description = "Walls off cached answers; may be repeated.")
          Optional<List<String>> namespace,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              description = "Such as 2027-01-01T00:00:00Z.")
          Optional<Instant> expires,
      @Option(
              names = "--deadline",
              paramLabel = "PERIOD",
              description = "For requests that bring none; ISO 8601, such as PT60S.")
          Optional<Duration> deadline,
      @Option(
              names = "--fetch-host",
              paramLabel = "HOST",
              description = "From which image URLs may be fetched; may be repeated.")
          Optional<List<String>> fetchHosts,
      @Option(
              names = "--label",
              paramLabel = "NAME=VALUE",
              description = "For whoever reads the list; may be repeated.")
          @Nullable Map<String, String> labels,
      @Option(names = "--log-content", description = "Bodies may be kept.") boolean logContent,
      @Option(
              names = "--clamp",
              description = "Answers may be shortened to what the budget pays for.")
          boolean clamp) {
    Owner plant = new Owner(Owner.Kind.PLANT, books.read(config).plant().id());
    Owners chain =
        new Owners(
            Stream.concat(owners.stream().map(Owner::parse), Stream.of(plant)).distinct().toList());
    VirtualKey key =
        new VirtualKey(
            id,
            chain,
            models,
            namespace.orElse(List.of()),
            deadline,
            logContent,
            clamp,
            fetchHosts.orElse(List.of()),
            labels == null ? Map.of() : labels,
            VirtualKey.Managed.API,
            expires,
            false);
    with(keys -> show(keys.issue(key)));
    return 0;
  }

  @Command(
      name = "rotate",
      description = "A new secret; the old one works until the overlap is over.",
      footer = {"", "Example: ./andon key --config hub.yaml rotate vk_line_3 --overlap PT48H"})
  int rotate(
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = "--overlap",
              paramLabel = "PERIOD",
              description = "ISO 8601, such as PT24H; default: ${DEFAULT-VALUE}.",
              defaultValue = "PT24H")
          Duration overlap) {
    with(keys -> show(keys.rotate(id, overlap)));
    return 0;
  }

  @Command(
      name = "expire",
      description = "Refused from a time on.",
      footer = {
        "",
        "Example: ./andon key --config hub.yaml expire vk_line_3 --at 2026-12-31T23:00:00Z"
      })
  int expire(
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--at", required = true, paramLabel = "TIME") Instant at) {
    with(keys -> keys.expire(id, at));
    return 0;
  }

  @Command(
      name = "revoke",
      description = "Refused from now on, for good.",
      footer = {"", "Example: ./andon key --config hub.yaml revoke vk_line_3"})
  int revoke(@Parameters(paramLabel = "ID") String id) {
    with(keys -> keys.revoke(id));
    return 0;
  }

  private void with(Consumer<Keys> work) {
    HubFiles read = books.read(config);
    try (Store store = read.open()) {
      work.accept(
          new Keys(
              store,
              KeyHash.of(read.data().resolve("key.salt")),
              read.accounts().keys(),
              Clock.systemUTC(),
              new SecureRandom()));
    }
    out().flush();
  }

  private void show(IssuedKey issued) {
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

  private static String state(VirtualKey key) {
    if (key.revoked()) {
      return "revoked";
    }
    return key.expires().filter(at -> !Instant.now().isBefore(at)).isPresent()
        ? "expired"
        : "valid";
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
