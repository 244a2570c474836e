/**
 * The money commands: {@code key}, {@code report}, {@code price}, {@code ledger} and {@code bench
 * money}.
 */
@NullMarked
package dev.andon.hub.desk;

import org.jspecify.annotations.NullMarked;
