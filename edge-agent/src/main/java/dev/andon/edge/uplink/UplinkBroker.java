package dev.andon.edge.uplink;

import java.util.random.RandomGenerator;

/**
 * The way to the broker.
 *
 * @param endpoint where it is and as whom
 * @param random draws how long to wait before the next attempt to connect
 */
public record UplinkBroker(MqttPort port, MqttEndpoint endpoint, RandomGenerator random) {}
