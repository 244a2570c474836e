package dev.andon.edge.actuation.plc;

import dev.andon.config.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An OPC UA server and how to log in.
 *
 * @param endpoint {@code opc.tcp://host:port}, perhaps with a path
 * @param login nobody in particular where it is absent
 * @param timeout longest wait for each answer
 */
public record OpcUaTarget(
    String endpoint, Optional<Login> login, OpcUaSecurity security, Duration timeout) {
  private static final Pattern ENDPOINT = Pattern.compile("opc\\.tcp://[^/\\s@]+:\\d{1,5}(/\\S*)?");
  private static final Pattern LOOPBACK =
      Pattern.compile("opc\\.tcp://(localhost|127(\\.\\d{1,3}){3}|\\[::1\\]):.*");

  /** A user of the server. */
  public record Login(String username, Secret password) {}

  /** Refuses what is no address. */
  public OpcUaTarget {
    if (!ENDPOINT.matcher(endpoint).matches()) {
      throw new IllegalArgumentException(
          "opcua endpoint must be opc.tcp://host:port, without user or password, but is '"
              + endpoint.replaceAll("//.*@", "//***@")
              + "'");
    }
    if (timeout.toMillis() < 1 || timeout.toMillis() > 60_000) {
      throw new IllegalArgumentException(
          "timeout must be 1ms to 1m, but is " + timeout.toMillis() + "ms");
    }
  }

  /** Whether others can read the password: not encrypted, and not within this machine. */
  public boolean exposesPassword() {
    return login.isPresent()
        && security instanceof OpcUaSecurity.None
        && !LOOPBACK.matcher(endpoint).matches();
  }

  String name() {
    return "opcua " + endpoint;
  }
}
