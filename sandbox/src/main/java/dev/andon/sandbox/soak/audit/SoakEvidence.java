package dev.andon.sandbox.soak.audit;

import java.util.List;

/**
 * What the audit lays side by side, read after everything came to rest.
 *
 * @param books the provider's
 * @param spend samples of the capped line, in order
 */
public record SoakEvidence(
    List<StationEvidence> stations,
    HubEvidence hub,
    List<BookLine> books,
    List<SpendLine> spend,
    Disturbances disturbances) {

  public SoakEvidence {
    stations = List.copyOf(stations);
    books = List.copyOf(books);
    spend = List.copyOf(spend);
  }
}
