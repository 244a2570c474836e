/** The operators' door: keys, money, what became of each request; and callers' own budgets. */
@NullMarked
package dev.andon.hub.admin;

import org.jspecify.annotations.NullMarked;
