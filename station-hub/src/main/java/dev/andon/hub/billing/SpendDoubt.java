package dev.andon.hub.billing;

import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Whether anybody knows what was spent. While that is in doubt nothing is paid for; a person ends
 * it. In the money file, so that it outlives restarts. Thread-safe.
 */
public final class SpendDoubt {
  /** What the money file needs. */
  public static final List<Migration> MIGRATIONS =
      List.of(Migration.resource(SpendDoubt.class, "doubt", 1));

  private final Store books;
  private final InstantSource clock;

  public SpendDoubt(Store books, InstantSource clock) {
    this.books = books;
    this.clock = clock;
  }

  /** Since when and why; empty where nothing is in doubt. */
  public Optional<Open> open() {
    return books.read(
        tx ->
            tx.first(
                "SELECT since_ms, reason FROM spend_doubt WHERE confirmed_ms IS NULL ORDER BY id",
                row -> new Open(Instant.ofEpochMilli(row.number(1)), row.text(2))));
  }

  /** A doubt that nobody has ended. */
  public record Open(Instant since, String reason) {}

  /**
   * Somebody has looked at the provider's bill and the ledger, and answers for it.
   *
   * @return how many doubts that ended
   */
  public int confirm(String by, String note) {
    return books.write(
        tx ->
            tx.update(
                "UPDATE spend_doubt SET confirmed_ms = ?, confirmed_by = ?, note = ?"
                    + " WHERE confirmed_ms IS NULL",
                clock.millis(),
                by,
                note));
  }

  static void begin(Tx tx, Instant now, String reason) {
    if (tx.number("SELECT COUNT(*) FROM spend_doubt WHERE confirmed_ms IS NULL") == 0) {
      tx.update(
          "INSERT INTO spend_doubt (since_ms, reason) VALUES (?, ?)", now.toEpochMilli(), reason);
    }
  }
}
