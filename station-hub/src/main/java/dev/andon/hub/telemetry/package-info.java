/** What is told about requests: the journal that {@code explain} reads, metrics and spans. */
@NullMarked
package dev.andon.hub.telemetry;

import org.jspecify.annotations.NullMarked;
