/**
 * The station's connection to its hub: outbox to broker, receipts and verdicts back, over MQTT 5. A
 * broker's acknowledgement is never taken for delivery.
 */
@NullMarked
package dev.andon.edge.uplink;

import org.jspecify.annotations.NullMarked;
