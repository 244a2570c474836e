/**
 * The books: append-only, one entry per attempt that cost or may have cost something, {@code
 * UNIQUE(request, attempt)}; cache hits with what they saved; corrections as entries of their own.
 * Sums by hour are folded in the background, never while a request waits.
 */
@NullMarked
package dev.andon.hub.ledger;

import org.jspecify.annotations.NullMarked;
