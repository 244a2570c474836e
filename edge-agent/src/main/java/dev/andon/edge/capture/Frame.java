package dev.andon.edge.capture;

import dev.andon.vision.Picture;
import java.time.Instant;

/**
 * One picture of one part, as it was captured. Owns its picture: the receiver closes the frame.
 *
 * @param picture the pixels, BGR with eight bits a channel
 * @param source how the source delivered them before they became BGR
 * @param capturedAt the station's wall clock when the frame was complete; may be wrong
 * @param monotonicNanos the station's monotonic clock at the same moment; comparable within this
 *     process only
 * @param sequence frames that this source delivered before, from 0 at every start
 * @param partId the part
 * @param variant the product variant
 * @param view camera position or recipe step
 * @param cursor its place in the source
 */
public record Frame(
    Picture picture,
    PixelFormat source,
    Instant capturedAt,
    long monotonicNanos,
    long sequence,
    String partId,
    String variant,
    String view,
    Cursor cursor)
    implements AutoCloseable {

  /** What a source delivered. */
  public enum PixelFormat {
    /** A JPEG or PNG file. */
    ENCODED,
    /** Decoded video: BGR, eight bits a channel. */
    BGR8,
    /** One channel, eight bits. */
    GREY8
  }

  /** Refuses a negative sequence. */
  public Frame {
    if (sequence < 0) {
      throw new IllegalArgumentException("sequence counts from 0, got " + sequence);
    }
  }

  @Override
  public void close() {
    picture.close();
  }
}
