/**
 * {@code ./andon bench money}: how fast holds, bookings and reports are, measured on this machine.
 */
@NullMarked
package dev.andon.sandbox.bench.money;

import org.jspecify.annotations.NullMarked;
