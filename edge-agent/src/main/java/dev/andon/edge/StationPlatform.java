package dev.andon.edge;

import dev.andon.edge.actuation.LineOutput;
import dev.andon.edge.uplink.MqttPort;
import dev.andon.edge.uplink.PahoPort;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What an agent finds around it: time, chance, the way to a broker, the line, who watches.
 *
 * @param wall stamps messages
 * @param nanos monotonic; the same clock that stamps the frames
 * @param random for ids and back-off; thread-safe
 * @param port makes MQTT connections
 * @param outputs ways to the line; the agent closes them
 * @param meters the agent's own registry
 * @param observer hears everything
 */
public record StationPlatform(
    InstantSource wall,
    LongSupplier nanos,
    RandomGenerator random,
    MqttPort port,
    List<LineOutput> outputs,
    PrometheusMeterRegistry meters,
    AgentObserver observer) {

  /** Copies. */
  public StationPlatform {
    outputs = List.copyOf(outputs);
  }

  /** The real ones. */
  public static StationPlatform real(List<LineOutput> outputs, AgentObserver observer) {
    return new StationPlatform(
        InstantSource.system(),
        System::nanoTime,
        new SecureRandom(),
        new PahoPort(),
        outputs,
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        observer);
  }
}
