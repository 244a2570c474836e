package dev.andon.hub.ingest.allowance;

import dev.andon.hub.budget.BudgetOutlook;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owners;
import dev.andon.hub.request.Caller;
import java.util.List;
import java.util.Optional;

/** Who pays for a station's escalations, and how far that money reaches. Thread-safe. */
public interface StationPurse {

  /** All who pay; empty where nobody would, because the station's key is refused. */
  Optional<Owners> owners(Caller.Station station);

  /** How far each of their hard budgets reaches. */
  List<BudgetOutlook> outlook(Owners owners);

  /** The same worth in the plant's currency, at today's rate. */
  Money inPlantCurrency(Money money);
}
