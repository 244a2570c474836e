package dev.andon.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * A station's pulse.
 *
 * @param agentVersion version of the agent's software
 * @param frames frames captured since the station was set up
 * @param queuedRows escalations waiting for a receipt
 * @param queuedBytes their bytes
 * @param freeDiskBytes bytes left on the outbox's disk
 * @param standing for people: where each view stands that buys its autonomy with verdicts; at most
 *     {@link #MAX_LINES}
 * @param readings what the station measures of itself; stations of before send none
 */
public record Health(
    StationId station,
    Stamp sent,
    String agentVersion,
    ModelVersion model,
    long frames,
    long queuedRows,
    long queuedBytes,
    long freeDiskBytes,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonDeserialize(using = LinesReader.class)
        List<String> standing,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Readings> readings)
    implements WireMessage {
  /** Most lines of one pulse. */
  public static final int MAX_LINES = 64;

  /** Most characters of a line. */
  public static final int MAX_LINE = 512;

  public Health {
    Texts.bounded("agent version", agentVersion, 64);
    Ranges.inRange("frames", frames, 0, Long.MAX_VALUE);
    Ranges.inRange("queued rows", queuedRows, 0, Long.MAX_VALUE);
    Ranges.inRange("queued bytes", queuedBytes, 0, Long.MAX_VALUE);
    Ranges.inRange("free disk bytes", freeDiskBytes, 0, Long.MAX_VALUE);
    standing = Texts.lines(standing);
  }
}
