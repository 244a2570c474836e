package dev.andon.edge.actuation;

import dev.andon.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * Posts the command as JSON; any 2xx answer means that the line has it. {@code Idempotency-Key}
 * carries the id. Redirects are not followed.
 */
public final class WebhookOutput implements LineOutput {
  private final URI url;
  private final Optional<Secret> token;
  private final Duration timeout;
  private final CommandJson json = new CommandJson();
  private final HttpClient client;

  /**
   * @param url {@code http} or {@code https}
   * @param token sent as bearer token
   * @param timeout longest wait for the answer
   */
  public WebhookOutput(URI url, Optional<Secret> token, Duration timeout) {
    if (url.getHost() == null
        || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
      throw new IllegalArgumentException(
          "webhook url must be http(s)://host…, but is '"
              + url.toString().replaceFirst("//.*@", "//***@").replaceFirst("\\?.*", "?***")
              + "'");
    }
    this.url = url;
    this.token = token;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public String name() {
    return "webhook " + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  @Override
  public void send(LineCommand command) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", command.id().toString())
            .POST(BodyPublishers.ofByteArray(json.bytes(command)));
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret.text()));
    HttpResponse<Void> answer = client.send(request.build(), BodyHandlers.discarding());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(name() + " answered " + answer.statusCode());
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
