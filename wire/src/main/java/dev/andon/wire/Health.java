package dev.andon.wire;

/**
 * A station's pulse.
 *
 * @param agentVersion version of the agent's software
 * @param frames frames captured since the station was set up
 * @param queuedRows escalations waiting for a receipt
 * @param queuedBytes their bytes
 * @param freeDiskBytes bytes left on the outbox's disk
 */
public record Health(
    StationId station,
    Stamp sent,
    String agentVersion,
    ModelVersion model,
    long frames,
    long queuedRows,
    long queuedBytes,
    long freeDiskBytes)
    implements Message {
  public Health {
    Texts.bounded("agent version", agentVersion, 64);
    Bounds.inRange("frames", frames, 0, Long.MAX_VALUE);
    Bounds.inRange("queued rows", queuedRows, 0, Long.MAX_VALUE);
    Bounds.inRange("queued bytes", queuedBytes, 0, Long.MAX_VALUE);
    Bounds.inRange("free disk bytes", freeDiskBytes, 0, Long.MAX_VALUE);
  }
}
