package dev.andon.hub;

import dev.andon.hub.ingest.mqtt.MqttConfig;
import dev.andon.hub.ingest.station.AccessList;
import dev.andon.hub.setup.HubConfig;
import dev.andon.hub.setup.HubConfigReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a broker's files for a plant. */
@Command(
    name = "broker-config",
    mixinStandardHelpOptions = true,
    description = {
      "Write listener, TLS and access files for a broker from hub.yaml's stations.",
      "Each station may use its own topics only, and nobody else any.",
      "Secrets are neither read nor written."
    },
    footer = {
      "",
      "Exit status: 0 written; 2 wrong usage; 3 the configuration names no stations, or cannot be used.",
      "Example: ./andon broker-config --for mosquitto --config hub.yaml --out broker"
    })
final class BrokerConfigCommand implements Callable<Integer> {
  private static final int TLS_PORT = 8883;

  /** The brokers that files can be written for. */
  enum Broker {
    mosquitto,
    emqx
  }

  @Option(
      names = "--for",
      required = true,
      paramLabel = "BROKER",
      description = "${COMPLETION-CANDIDATES}")
  private Broker broker = Broker.mosquitto;

  @Option(names = "--config", paramLabel = "FILE", description = "The hub's configuration.")
  private Path file = Path.of("hub.yaml");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where to write; made if it is not there, files in it are replaced.")
  private Path out = Path.of("broker");

  @Option(
      names = "--at",
      paramLabel = "DIR",
      description = "Where the broker will find the files; default: where they are written.")
  private Optional<Path> at = Optional.empty();

  @Option(
      names = "--certificates",
      description = "Users are known by the CN of their certificates instead of by passwords.")
  private boolean certificates;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    HubConfig config = HubConfigReader.readWithoutSecrets(file);
    BrokerFiles files = files(config);
    Map<String, String> texts =
        switch (broker) {
          case mosquitto -> files.mosquitto();
          case emqx -> files.emqx();
        };
    write(texts);
    say(texts, files.access());
    return 0;
  }

  private BrokerFiles files(HubConfig config) {
    MqttConfig mqtt =
        config
            .mqtt()
            .filter(m -> !m.isEmbedded())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        file
                            + ": there is no mqtt block with a broker of its own (an embedded one"
                            + " needs no files: see mqtt.users)"));
    if (config.stations().orElse(List.of()).isEmpty()) {
      throw new IllegalArgumentException(
          file + ": stations is empty; name each as {id: STATION, line: LINE}");
    }
    return new BrokerFiles(
        config.accessList(),
        at.orElse(out).toAbsolutePath().normalize(),
        mqtt.usesTls() ? mqtt.portNumber() : TLS_PORT,
        mqtt.maxMessageBytes(),
        certificates);
  }

  private void write(Map<String, String> texts) {
    try {
      Files.createDirectories(out);
      for (Map.Entry<String, String> text : texts.entrySet()) {
        Files.writeString(out.resolve(text.getKey()), text.getValue(), StandardCharsets.UTF_8);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write to " + out + ": " + failed.getMessage(), failed);
    }
  }

  private void say(Map<String, String> texts, AccessList access) {
    PrintWriter to = spec.commandLine().getOut();
    texts.keySet().forEach(name -> to.println("written: " + out.resolve(name)));
    to.println("the hub logs in as " + access.hub().user());
    to.println("stations log in as " + String.join(", ", names(access)));
    to.println("next: certificates and passwords, see docs/brokers.md");
    to.flush();
  }

  private static List<String> names(AccessList access) {
    return access.all().stream().skip(1).map(AccessList.Entry::user).toList();
  }
}
