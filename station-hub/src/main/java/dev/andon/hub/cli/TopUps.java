package dev.andon.hub.cli;

import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.budget.SqlHoldJournal;
import dev.andon.hub.budget.TopUp;
import dev.andon.hub.store.Store;
import java.util.stream.Collectors;

/** Grants to budgets of the configuration. */
record TopUps(MoneyFiles books, Store store) {
  void grant(TopUp topUp) {
    if (books.accounts().budgets().stream().noneMatch(rule -> rule.id().equals(topUp.rule()))) {
      String known =
          books.accounts().budgets().stream()
              .map(BudgetRule::id)
              .collect(Collectors.joining("', '", "'", "'"));
      throw new IllegalArgumentException(
          "there is no budget '" + topUp.rule() + "'; the configuration has " + known);
    }
    new SqlHoldJournal(store, "desk").topUp(topUp);
  }
}
