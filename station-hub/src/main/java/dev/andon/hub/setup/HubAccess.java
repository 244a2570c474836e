package dev.andon.hub.setup;

import dev.andon.config.Secret;
import dev.andon.hub.admin.AdminToken;
import dev.andon.hub.http.HttpConfig;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a command reaches a running hub, and what opens it.
 *
 * @param hub its address
 * @param token empty where none is known
 */
public record HubAccess(URI hub, Optional<Secret> token) {
  /** The variable that goes before everything else. */
  static final String VARIABLE = "ANDON_ADMIN_TOKEN";

  private static final URI USUAL = URI.create("http://127.0.0.1:8080");
  private static final Path HERE = Path.of("hub.yaml");
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /**
   * From what the caller wrote. Without either, {@code hub.yaml} in the working folder counts if it
   * is there; a hub that was named by its address alone is never sent a token of this folder.
   */
  public static HubAccess of(Optional<URI> hub, Optional<Path> config) {
    Optional<Path> file =
        config.or(() -> hub.isEmpty() && Files.exists(HERE) ? Optional.of(HERE) : Optional.empty());
    Optional<HubConfig> read = file.map(HubConfigReader::readWithoutSecrets);
    Supplier<URI> configured =
        () -> read.map(HubConfig::httpOrDefault).map(HubAccess::address).orElse(USUAL);
    return new HubAccess(
        hub.orElseGet(configured),
        Optional.ofNullable(System.getenv(VARIABLE))
            .filter(text -> !text.isBlank())
            .map(Secret::new)
            .or(() -> file.flatMap(f -> token(f, read.orElseThrow()))));
  }

  private static URI address(HttpConfig http) {
    if (http.portNumber() == 0) {
      throw new IllegalArgumentException(
          "http.port is 0, so the hub took a free port; name its address with --hub URL");
    }
    String scheme = http.tls().isPresent() ? "https" : "http";
    String host = http.hostName().contains(":") ? "[" + http.hostName() + "]" : http.hostName();
    return URI.create(scheme + "://" + host + ":" + http.portNumber());
  }

  /** One from a variable that is not set here is not known. */
  private static Optional<Secret> token(Path file, HubConfig config) {
    Optional<Secret> configured = config.httpOrDefault().adminToken();
    return configured.isPresent()
        ? configured.filter(secret -> !secret.text().startsWith(HubConfigReader.UNSET))
        : AdminToken.read(config.dataFolder(HubConfigReader.folder(file))).map(AdminToken::secret);
  }

  /** A request with the token, if one is known. */
  public HttpRequest get(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(hub.resolve(path)).timeout(LIMIT);
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret.text()));
    return request.build();
  }

  /** What to do about a 401. */
  public String refused() {
    return token.isPresent()
        ? "the hub at " + hub + " has another admin token than the one of this command"
        : "the hub wants its admin token: name its configuration with --config FILE, or set "
            + VARIABLE;
  }
}
