/**
 * What a station must not lose: escalations on their way to the hub, verdicts on their way back,
 * the capture cursor, decisions and actuation intents, in one SQLite file with one consistency
 * domain.
 */
@NullMarked
package dev.andon.edge.outbox;

import org.jspecify.annotations.NullMarked;
