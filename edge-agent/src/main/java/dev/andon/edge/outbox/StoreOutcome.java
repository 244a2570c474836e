package dev.andon.edge.outbox;

import java.util.List;
import java.util.UUID;

/** What came of storing an escalation. */
public sealed interface StoreOutcome {

  /**
   * It is durable and will be sent.
   *
   * @param evicted older escalations that gave up their pictures for it
   */
  record Stored(List<UUID> evicted) implements StoreOutcome {
    /** Copies. */
    public Stored {
      evicted = List.copyOf(evicted);
    }
  }

  /**
   * The row is durable and counted as evicted; there was no room for the picture.
   *
   * @param reason why, for a person
   */
  record WithoutPicture(String reason) implements StoreOutcome {}

  /**
   * Nothing could be written. The capture place has not moved: the frame has to be offered again,
   * or counted as unlogged.
   *
   * @param reason why, for a person
   */
  record NotStored(String reason) implements StoreOutcome {}
}
