/**
 * An MQTT 5 broker inside the process: HiveMQ CE, in memory. In a module of its own so that its
 * jars stay out of the agent.
 */
@NullMarked
package dev.andon.broker;

import org.jspecify.annotations.NullMarked;
