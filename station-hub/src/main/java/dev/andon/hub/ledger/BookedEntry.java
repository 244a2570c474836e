package dev.andon.hub.ledger;

import dev.andon.hub.money.Owners;
import dev.andon.hub.price.Charge;
import dev.andon.hub.request.RequestId;
import java.time.Instant;

/** An entry as it stands in the books. */
public record BookedEntry(
    RequestId request,
    int attempt,
    Instant at,
    Owners owners,
    String variant,
    String model,
    String priceVersion,
    LedgerEntry.Outcome outcome,
    Charge charge) {}
