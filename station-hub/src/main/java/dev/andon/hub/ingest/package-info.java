/** The stations' door: escalations come in over MQTT, receipts and verdicts go back. */
@NullMarked
package dev.andon.hub.ingest;

import org.jspecify.annotations.NullMarked;
