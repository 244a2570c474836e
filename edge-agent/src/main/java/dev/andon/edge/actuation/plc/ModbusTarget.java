package dev.andon.edge.actuation.plc;

import java.time.Duration;

/**
 * A Modbus TCP server.
 *
 * @param host name or address
 * @param port 1 to 65535; 502 by the protocol
 * @param unit 0 to 255: which device behind a gateway, else mostly 1 or 255
 * @param timeout longest wait for a connection, and for each answer
 */
public record ModbusTarget(String host, int port, int unit, Duration timeout) {
  /** Refuses what is no address. */
  public ModbusTarget {
    if (host.isBlank() || host.contains("/") || host.contains("@")) {
      throw new IllegalArgumentException(
          "modbus host must be a name or an address, but is '" + host + "'");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("modbus port must be 1 to 65535, but is " + port);
    }
    if (unit < 0 || unit > 255) {
      throw new IllegalArgumentException("modbus unit must be 0 to 255, but is " + unit);
    }
    if (timeout.toMillis() < 1 || timeout.toMillis() > 60_000) {
      throw new IllegalArgumentException(
          "timeout must be 1ms to 1m, but is " + timeout.toMillis() + "ms");
    }
  }

  String name() {
    return "modbus " + host + ":" + port + " unit " + unit;
  }
}
