package dev.andon.hub.billing;

import dev.andon.hub.budget.Hold;
import dev.andon.hub.price.Quote;

/**
 * A paid-for attempt that is under way. Hand it back once: settle, free, unknown.
 *
 * @param variant of the part, or empty
 * @param model {@code provider/model}
 */
public record Ticket(Hold hold, Quote quote, String variant, String model) {}
