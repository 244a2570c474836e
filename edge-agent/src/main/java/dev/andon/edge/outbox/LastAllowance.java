package dev.andon.edge.outbox;

/**
 * Which word of the hub about its budgets was taken last, over restarts too: an older one that
 * somebody sends again counts for nothing. Thread-safe.
 */
public final class LastAllowance {
  private final Database database;
  private long taken;

  LastAllowance(Database database) {
    this.database = database;
  }

  /**
   * Takes a message, or refuses it as old. The last one is taken once more after a restart, as it
   * is what a broker has retained.
   *
   * @param number of the message, at least 1
   * @throws OutboxException when it cannot be kept; it is not taken then
   */
  public synchronized boolean take(long number) {
    if (number <= taken) {
      return false;
    }
    boolean news =
        database.transact(
            "keep the number of the hub's allowance",
            tx -> {
              long last =
                  Sql.number(
                      tx,
                      "SELECT coalesce(max(value), 0) FROM tally WHERE name = ?",
                      DurableCounters.Name.ALLOWANCE.text());
              if (number > last) {
                DurableCounters.set(tx, DurableCounters.Name.ALLOWANCE, number);
              }
              return number >= last;
            });
    taken = news ? number : taken;
    return news;
  }
}
