package dev.andon.hub.cli;

import dev.andon.hub.json.JsonTree;
import dev.andon.hub.setup.HubAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Asks a running hub what became of one request or escalation. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Show who asked, what was tried, why it failed and what it cost.",
    footer = {
      "",
      "The admin token is the variable ANDON_ADMIN_TOKEN, else the one of the configuration, else",
      "the one in the data folder.",
      "",
      "Example: ./andon explain 01a1fd06-8b3e-7ee3-be6a-5349041544ab --config hub.yaml"
    })
public final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "x-andon-id of an answer, or an escalation's id.")
  private UUID id = new UUID(0, 0);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The hub's configuration: says where the hub is and where its admin token is.")
  private @Nullable Path config;

  @Option(
      names = "--hub",
      paramLabel = "URL",
      description = "Default: as the configuration says, else http://127.0.0.1:8080.")
  private @Nullable URI hub;

  @Option(names = "--json", description = "As the hub keeps it.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    HubAccess access = HubAccess.of(Optional.ofNullable(hub), Optional.ofNullable(config));
    HttpRequest request = access.get("/admin/requests/" + id);
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      return switch (answer.statusCode()) {
        case 200 -> {
          print(out, answer.body());
          yield 0;
        }
        case 404 -> fail("no request or escalation " + id + " is kept at " + access.hub());
        case 401 -> fail(access.refused());
        default -> fail("the hub at " + access.hub() + " answered " + answer.statusCode());
      };
    } catch (IOException away) {
      return fail("no hub answers at " + access.hub() + "; is it running? Name it with --hub URL");
    }
  }

  private int fail(String message) {
    spec.commandLine().getErr().println("andon: " + message);
    return 1;
  }

  private void print(PrintWriter out, String body) {
    if (json) {
      out.println(body);
    } else {
      for (JsonNode request :
          JsonTree.object("the hub's answer", body.getBytes(StandardCharsets.UTF_8))
              .path("requests")) {
        TrailText.lines(request).forEach(out::println);
      }
    }
    out.flush();
  }
}
