/**
 * The commands beside a hub: {@code explain}, {@code key}, {@code report}, {@code price}, {@code
 * ledger}, {@code station}.
 */
@NullMarked
package dev.andon.hub.cli;

import org.jspecify.annotations.NullMarked;
