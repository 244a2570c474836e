package dev.andon.sandbox.bench.money;

import dev.andon.hub.budget.Hold;
import dev.andon.hub.budget.HoldJournal;
import dev.andon.hub.budget.Spending;
import dev.andon.hub.budget.TopUp;
import dev.andon.hub.money.Owner;
import dev.andon.hub.price.Charge;
import dev.andon.hub.store.Tx;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.function.Consumer;

/** Keeps nothing, so that the counters alone are measured. */
final class NoJournal implements HoldJournal, Spending {
  @Override
  public void open(Hold hold, List<TopUp> topUps) {}

  @Override
  public void close(Hold hold, Charge actual, Consumer<Tx> booking) {}

  @Override
  public void topUp(TopUp topUp) {}

  @Override
  public List<TopUp> topUps(Instant since) {
    return List.of();
  }

  @Override
  public List<Hold> openHolds() {
    return List.of();
  }

  @Override
  public List<Piece> spent(Owner owner, Currency currency, Instant from, Instant to) {
    return List.of();
  }

  @Override
  public Instant latest() {
    return Instant.EPOCH;
  }
}
