/**
 * The way to the stations' broker: connection, subscriptions, back-off, and whether what is sent
 * comes back. The only place of the MQTT client.
 */
@NullMarked
package dev.andon.hub.ingest.mqtt;

import org.jspecify.annotations.NullMarked;
