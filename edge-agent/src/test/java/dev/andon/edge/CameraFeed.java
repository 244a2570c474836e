package dev.andon.edge;

import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import java.nio.file.Path;
import java.util.Map;

/** The source of a station's file, for tests. */
final class CameraFeed {
  private CameraFeed() {}

  /** An RTSP camera; {@code keys} as {@code takt: 200ms, timeout: 1s}. */
  static Feed rtsp(String address, String keys) {
    return of(
        "{kind: rtsp, address: \"" + address + "\", variant: flange, view: top, " + keys + "}");
  }

  /** What follows {@code source:} in a station's file. */
  static Feed of(String source) {
    String file =
        """
        station: bologna/line-1/st-04
        source: %s
        model: {bundle: bundle}
        outbox: {file: outbox.db}
        broker: {uri: "tcp://127.0.0.1:1883"}
        hub: {accept_unsigned: true}
        """
            .formatted(source);
    AgentConfig config =
        new ConfigFile(Environment.of(Map.of()))
            .parse(file, Path.of("agent.yaml"), AgentConfig.class);
    return new ConfiguredSource(config.source(), config.source().path());
  }
}
