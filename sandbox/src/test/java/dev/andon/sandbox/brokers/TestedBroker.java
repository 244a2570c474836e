package dev.andon.sandbox.brokers;

import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.wire.StationId;

/**
 * A broker that can go away, whose clients' secrets can be wrong and be renewed. All of it on
 * loopback, one port for its whole life; it does not run until it is started.
 */
interface TestedBroker extends AutoCloseable {
  int port();

  void start() throws Exception;

  /** In good order. */
  void stop() throws Exception;

  /** Like a power cut, as far as it can be had. */
  void kill() throws Exception;

  /** What the hub's {@code mqtt} block says besides host and port. */
  String hub();

  /** How a station reaches it over a port. */
  MqttEndpoint station(StationId station, int port);

  /** From here on what clients have is wrong. */
  void spoil() throws Exception;

  /** The right ones are there again. */
  void mend() throws Exception;

  /** Secrets or certificates of everybody are new; the broker knows them when it starts next. */
  void renew() throws Exception;

  @Override
  void close();
}
