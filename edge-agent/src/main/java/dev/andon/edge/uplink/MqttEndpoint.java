package dev.andon.edge.uplink;

import dev.andon.config.AddressName;
import dev.andon.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A broker and how to log in.
 *
 * @param uri {@code tcp://host:port} or {@code ssl://host:port}
 * @param clientId what the broker knows this connection by, 1 to 128 characters; a second one with
 *     the same id throws out the first
 * @param username if the broker asks for one
 * @param password if the broker asks for one
 * @param tls files for {@code ssl://}; without them the JVM's trusted authorities count
 * @param keepAlive silence after which either side gives the connection up, 1 s to 18 h
 * @param further other addresses of the same broker or its cluster, tried in turn where the one
 *     before is not reached; same login
 */
public record MqttEndpoint(
    String uri,
    String clientId,
    Optional<String> username,
    Optional<Secret> password,
    Optional<TlsFiles> tls,
    Duration keepAlive,
    List<String> further) {
  private static final int MAX_ADDRESSES = 8;
  private static final Pattern URI = Pattern.compile("(tcp|ssl)://[^/\\s]+:\\d{1,5}");

  /** By name alone: nothing is asked of a network while a configuration is read. */
  private static final Pattern LOOPBACK =
      Pattern.compile("[a-z]+://(localhost|127(\\.\\d{1,3}){3}|\\[::1\\]):\\d{1,5}");

  /**
   * PEM files.
   *
   * @param ca certificates of the authorities that the broker's certificate may come from
   * @param certificate this station's certificate chain, where the broker asks for one
   * @param key its PKCS#8 private key
   */
  public record TlsFiles(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {
    /** Refuses a certificate without its key and the reverse. */
    public TlsFiles {
      if (certificate.isPresent() != key.isPresent()) {
        throw new IllegalArgumentException("tls needs both certificate and key, or neither");
      }
    }
  }

  /** Refuses addresses that are none. */
  public MqttEndpoint {
    further = List.copyOf(further);
    if (further.size() >= MAX_ADDRESSES) {
      throw new IllegalArgumentException(
          "a broker has at most " + MAX_ADDRESSES + " addresses, not " + (further.size() + 1));
    }
    check(uri);
    further.forEach(MqttEndpoint::check);
    if (clientId.isEmpty() || clientId.length() > 128) {
      throw new IllegalArgumentException(
          "client id must hold 1 to 128 characters, but holds " + clientId.length());
    }
    if (keepAlive.toSeconds() < 1 || keepAlive.toSeconds() > 65_535) {
      throw new IllegalArgumentException("keep_alive must be 1s to 18h, but is " + keepAlive);
    }
  }

  /** A broker with one address. */
  public MqttEndpoint(
      String uri,
      String clientId,
      Optional<String> username,
      Optional<Secret> password,
      Optional<TlsFiles> tls,
      Duration keepAlive) {
    this(uri, clientId, username, password, tls, keepAlive, List.of());
  }

  private static void check(String uri) {
    if (!URI.matcher(uri).matches()) {
      throw new IllegalArgumentException(
          "broker address must be tcp://host:port or ssl://host:port, but is '"
              + AddressName.of(uri)
              + "'");
    }
  }

  /** All addresses, each as an endpoint of its own; the first one first. */
  List<MqttEndpoint> each() {
    return Stream.concat(Stream.of(uri), further.stream())
        .map(one -> new MqttEndpoint(one, clientId, username, password, tls, keepAlive))
        .toList();
  }

  /** A broker without login. */
  public static MqttEndpoint of(String uri, String clientId) {
    return new MqttEndpoint(
        uri,
        clientId,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(15));
  }

  /** The broker for people and logs, without a login that its address may hold. */
  public String name() {
    return AddressName.of(uri).text();
  }

  @Override
  public String toString() {
    return "MqttEndpoint[" + name() + ", " + clientId + "]";
  }

  /** Whether others can read what goes over it: not encrypted, and not within this machine. */
  public boolean exposed() {
    return Stream.concat(Stream.of(uri), further.stream())
        .anyMatch(one -> !one.startsWith("ssl:") && !LOOPBACK.matcher(one).matches());
  }

  /** Whether others can read the password. */
  public boolean exposesPassword() {
    return exposed() && password.isPresent();
  }

  boolean encrypted() {
    return uri.startsWith("ssl:");
  }
}
