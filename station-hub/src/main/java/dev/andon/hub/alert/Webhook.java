package dev.andon.hub.alert;

import dev.andon.hub.json.JsonWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Posts each alert as a JSON object; anything but 2xx is a failure. Thread-safe. */
public final class Webhook implements AlertSink, AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final URI address;

  /** An http or https address. */
  public Webhook(URI address) {
    String scheme = String.valueOf(address.getScheme());
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "the webhook must be an http or https address, not one with scheme '" + scheme + "'");
    }
    this.address = address;
  }

  @Override
  public void send(Alert alert) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json(alert)))
            .build();
    int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status / 100 != 2) {
      throw new IOException("the webhook answered " + status);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private static String json(Alert alert) {
    return JsonWriter.text(
        json -> {
          json.field("at", alert.at().toString());
          json.field("kind", alert.kind().word());
          json.field("subject", alert.subject());
          json.field("message", alert.message());
        });
  }
}
