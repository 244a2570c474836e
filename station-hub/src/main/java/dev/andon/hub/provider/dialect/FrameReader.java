package dev.andon.hub.provider.dialect;

import java.io.IOException;
import java.util.Optional;

/** Cuts a stream of bytes into frames. Confined to one thread. */
public interface FrameReader {

  /**
   * One frame.
   *
   * @param event the event's name; empty where it has none
   * @param data its payload
   */
  record Frame(String event, byte[] data) {}

  /**
   * Waits for the next frame; empty at the end of the stream.
   *
   * @throws IOException if the transfer breaks or the framing does
   */
  Optional<Frame> next() throws IOException;
}
