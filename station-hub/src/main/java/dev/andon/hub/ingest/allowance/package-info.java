/** What the budgets still pay for, told to each station. */
@NullMarked
package dev.andon.hub.ingest.allowance;

import org.jspecify.annotations.NullMarked;
