package dev.andon.hub.telemetry;

/**
 * Where spans are sent, as the configuration writes it under {@code telemetry}.
 *
 * @param endpoint an OTLP/HTTP address for traces, such as {@code http://collector:4318/v1/traces}
 */
public record TelemetryConfig(String endpoint) {
  public TelemetryConfig {
    if (!endpoint.matches("https?://[^\\s]+")) {
      throw new IllegalArgumentException(
          "telemetry's endpoint is http(s)://HOST:PORT/v1/traces, not '" + endpoint + "'");
    }
  }
}
