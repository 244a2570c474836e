/**
 * Where an attempt is paid: the one place that knows prices, budgets and ledger together. The
 * gateway's order per attempt:
 *
 * <ol>
 *   <li>{@link dev.andon.hub.billing.Billing#quote} – the upper bound; no price, no attempt;
 *   <li>{@link dev.andon.hub.billing.Billing#hold} – the bound is held on every owner's budgets and
 *       on disk, as dispatched;
 *   <li>the request goes out;
 *   <li>exactly one of {@link dev.andon.hub.billing.Billing#settle}, {@link
 *       dev.andon.hub.billing.Billing#free} (the provider is known to bill nothing) and {@link
 *       dev.andon.hub.billing.Billing#unknown}.
 * </ol>
 */
@NullMarked
package dev.andon.hub.billing;

import org.jspecify.annotations.NullMarked;
