/**
 * Caps that hold to the µ-unit.
 *
 * <p>{@link dev.andon.hub.budget.Budgets#hold} reserves an attempt's upper bound on every budget of
 * every owner at once, and returns when the reservation is a durable row. A hold is then settled,
 * or booked at its bound where nobody knows what it cost. Counters are in memory; they are loaded
 * from the ledger and the open holds when a window is first used, so that a restart needs no state
 * but rows.
 */
@NullMarked
package dev.andon.hub.budget;

import org.jspecify.annotations.NullMarked;
