package dev.andon.sandbox.soak.audit;

import java.util.List;
import java.util.UUID;

/**
 * One call in the provider's own books.
 *
 * @param receivedMs when it had been read, wall clock in milliseconds
 * @param endedMs when its answer had been written, or it was given up
 * @param images SHA-256 of its pictures
 * @param status of HTTP; 0 where nothing was said
 * @param costMicros charged, in millionths; 0 unless answered
 */
public record BookLine(
    UUID id,
    long receivedMs,
    long endedMs,
    List<String> images,
    int status,
    boolean answered,
    long costMicros) {

  public BookLine {
    images = List.copyOf(images);
  }
}
