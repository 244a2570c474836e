package dev.andon.hub.budget;

import dev.andon.hub.price.Charge;
import dev.andon.hub.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Where open holds are rows. Each method returns when its change is durable. Thread-safe. */
public interface HoldJournal {
  /** A row for the hold, with the automatic top-ups it needed. */
  void open(Hold hold, List<TopUp> topUps);

  /**
   * The row goes and {@code booking} is written, in one transaction; neither if there is no such
   * row.
   *
   * @param actual what is booked, for journals that keep sums of their own
   * @throws IllegalStateException where the hold was closed before
   */
  void close(Hold hold, Charge actual, Consumer<Tx> booking);

  void topUp(TopUp topUp);

  /** Those that count at {@code now} or later. */
  List<TopUp> topUps(Instant now);

  /** This process's rows that are open, oldest first. At start: what a crash left behind. */
  List<Hold> openHolds();
}
