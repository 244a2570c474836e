/**
 * What a request may cost and what it did cost: the dated price book, dated exchange rates, and the
 * arithmetic of upper bounds. Pure: no clock, no I/O but reading its files.
 *
 * <p>An amount is rounded up to the next µ-unit, once per attempt and once more per conversion, so
 * that the sum of what providers bill never exceeds what the ledger says.
 */
@NullMarked
package dev.andon.hub.price;

import org.jspecify.annotations.NullMarked;
