package dev.andon.hub.ingest;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.ingest.verdict.VerdictPrompt;
import dev.andon.wire.Box;
import dev.andon.wire.Comparison;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Region;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What stations would ask with a configuration: one doubtful tile in a cut-out of {@link #SIDE}
 * pixels, so that somebody can be told the price before anything is asked.
 *
 * @param alone the doubtful picture alone
 * @param compared with a good part beside it, of the largest size that stations draw
 */
public record SampleQuestion(Chat alone, Chat compared) {
  /** Pixels of the cut-out, each way. */
  public static final int SIDE = 400;

  private static final int DRAWN_WIDTH = 512;
  private static final int DRAWN_HEIGHT = 252;
  private static final String NAME = "sample";

  /** The question as {@code config} words it for a variant that no prompt names. */
  public static SampleQuestion of(IngestConfig config) {
    Escalation escalation = escalation();
    Chat alone =
        VerdictPrompt.choose(config.wordings(), NAME)
            .ask(escalation, new ModelName(config.model()));
    return new SampleQuestion(alone, alone.withParts(VerdictPrompt.aside(escalation)));
  }

  private static Escalation escalation() {
    Box crop = new Box(0, 0, SIDE, SIDE);
    return new Escalation(
            new UUID(0, 0),
            new StationId(NAME, NAME, NAME),
            1,
            new Stamp(new UUID(0, 0), Instant.EPOCH, 0),
            0,
            Lane.LIVE,
            NAME,
            NAME,
            NAME,
            new ModelVersion(NAME, NAME, NAME),
            List.of(new Region(0, crop, List.of(), new float[0])),
            Image.of("image/png", crop, header(SIDE, SIDE)))
        .with(new Comparison.Shown(Image.of("image/png", crop, header(DRAWN_WIDTH, DRAWN_HEIGHT))));
  }

  /** As much of a PNG as says its size. */
  private static byte[] header(int width, int height) {
    return ByteBuffer.allocate(32)
        .put("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1))
        .putInt(13)
        .put("IHDR".getBytes(StandardCharsets.US_ASCII))
        .putInt(width)
        .putInt(height)
        .array();
  }
}
