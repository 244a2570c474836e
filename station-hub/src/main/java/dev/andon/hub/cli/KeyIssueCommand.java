package dev.andon.hub.cli;

import dev.andon.hub.account.VirtualKey;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Issues a key. */
@Command(
    name = "issue",
    description = "Creates a key and shows its secret, this once.",
    footer = {"", "Example: ./andon key --config hub.yaml issue vk_line_3 --owner line/line-3"})
final class KeyIssueCommand extends Subcommand<KeyCommand> {
  @Parameters(paramLabel = "ID", description = "Such as vk_line_3.")
  private String id = "";

  @Option(
      names = "--owner",
      required = true,
      paramLabel = "KIND/ID",
      description = "Who pays, such as line/line-3; may be repeated.")
  private List<String> owners = List.of();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "provider/model, provider/* or *; may be repeated.")
  private List<String> models = List.of();

  @Option(
      names = "--namespace",
      paramLabel = "FIELD",
      description = "Walls off cached answers; may be repeated.")
  private List<String> namespace = List.of();

  @Option(names = "--expires", paramLabel = "TIME", description = "Such as 2027-01-01T00:00:00Z.")
  private Optional<Instant> expires = Optional.empty();

  @Option(
      names = "--deadline",
      paramLabel = "PERIOD",
      description = "For requests that bring none; ISO 8601, such as PT60S.")
  private Optional<Duration> deadline = Optional.empty();

  @Option(
      names = "--fetch-host",
      paramLabel = "HOST",
      description = "From which image URLs may be fetched; may be repeated.")
  private List<String> fetchHosts = List.of();

  @Option(
      names = "--label",
      paramLabel = "NAME=VALUE",
      description = "For whoever reads the list; may be repeated.")
  private Map<String, String> labels = Map.of();

  @Option(names = "--log-content", description = "Bodies may be kept.")
  private boolean logContent;

  @Option(names = "--clamp", description = "Answers may be shortened to what the budget pays for.")
  private boolean clamp;

  @Override
  void run(KeyCommand key) {
    VirtualKey ordered = ordered(key.plant());
    key.with(keys -> key.show(keys.issue(ordered)));
  }

  private VirtualKey ordered(Owner plant) {
    Stream<Owner> chain = Stream.concat(owners.stream().map(Owner::parse), Stream.of(plant));
    return new VirtualKey(
        id,
        new Owners(chain.distinct().toList()),
        models,
        namespace,
        deadline,
        logContent,
        clamp,
        fetchHosts,
        labels,
        VirtualKey.Managed.API,
        expires,
        false);
  }
}
