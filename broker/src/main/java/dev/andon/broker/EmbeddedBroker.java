package dev.andon.broker;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * HiveMQ Community Edition inside this process: MQTT 5, everything in memory. Without users it lets
 * everybody in, so it listens on loopback unless told otherwise. What it holds is gone when it
 * closes; stations and hub make that safe with receipts.
 *
 * <p>Netty's direct memory is capped by the system property {@value #DIRECT_MEMORY_PROPERTY}
 * (bytes). When it is unset, {@link #start} sets it to {@value #DEFAULT_DIRECT_BYTES}, which takes
 * effect only if nothing in this JVM has used Netty before.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedBroker implements AutoCloseable {

  public static final String DIRECT_MEMORY_PROPERTY = "io.netty.maxDirectMemory";
  public static final long DEFAULT_DIRECT_BYTES = 128L * 1024 * 1024;

  /** Slow single-core machines need seconds for its dependency injection; nothing needs minutes. */
  private static final long START_SECONDS = 90;

  /** Kept here because java.util.logging forgets levels of loggers that nobody holds. */
  private static final List<Logger> QUIETED =
      Stream.of("com.hivemq", "jetbrains.exodus", "io.netty").map(Logger::getLogger).toList();

  private final EmbeddedHiveMQ hive;
  private final Path folder;
  private final String host;
  private final int port;
  private final int innerPort;
  private final boolean encrypted;

  private EmbeddedBroker(
      EmbeddedHiveMQ hive, Path folder, BrokerSettings settings, ListeningPort ports) {
    this.hive = hive;
    this.folder = folder;
    this.encrypted = settings.tls().isPresent();
    this.host = settings.host();
    this.port = ports.get(encrypted);
    this.innerPort = ports.get(false);
  }

  /**
   * Starts a broker and returns when it accepts connections.
   *
   * @throws IllegalStateException when the port is taken or the broker does not start
   */
  public static EmbeddedBroker start(BrokerSettings settings) {
    requireFree(settings);
    capDirectMemory();
    quiet();
    Path folder = newFolder(settings);
    ListeningPort port = new ListeningPort();
    EmbeddedHiveMQ hive = build(folder, access(settings, port));
    try {
      hive.start().get(START_SECONDS, TimeUnit.SECONDS);
      return new EmbeddedBroker(hive, folder, settings, port);
    } catch (ExecutionException | TimeoutException | RuntimeException failure) {
      throw abandon(hive, folder, settings, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw abandon(hive, folder, settings, interrupted);
    }
  }

  /** A broker on any free port of the loopback interface. */
  public static EmbeddedBroker startOnLoopback() {
    return start(BrokerSettings.loopback());
  }

  /** The address it listens on, as configured. */
  public String host() {
    return host;
  }

  /** The port it listens on, 1 to 65535. */
  public int port() {
    return port;
  }

  /** Where this process itself reaches it without TLS. */
  public InetSocketAddress inner() {
    return new InetSocketAddress(encrypted ? "127.0.0.1" : host, innerPort);
  }

  /** For MQTT clients that take one text: {@code tcp://host:port}, with TLS {@code ssl://…}. */
  public String uri() {
    return (encrypted ? "ssl://" : "tcp://") + host + ":" + port;
  }

  /** Disconnects every client and forgets every message. May be called twice. */
  @Override
  public void close() {
    try {
      hive.close();
    } catch (ExecutionException failure) {
      throw new IllegalStateException("the embedded MQTT broker did not stop cleanly", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      delete(folder);
    }
  }

  /** HiveMQ takes one extension. */
  private static EmbeddedExtension access(BrokerSettings settings, ListeningPort port) {
    return new BrokerExtension(port, settings.users()).asExtension();
  }

  private static EmbeddedHiveMQ build(Path folder, EmbeddedExtension extension) {
    return EmbeddedHiveMQ.builder()
        .withConfigurationFolder(folder.resolve("conf"))
        .withDataFolder(folder.resolve("data"))
        .withExtensionsFolder(folder.resolve("extensions"))
        .withEmbeddedExtension(extension)
        .withoutLoggingBootstrap()
        .build();
  }

  private static IllegalStateException abandon(
      EmbeddedHiveMQ hive, Path folder, BrokerSettings settings, Exception cause) {
    try {
      hive.close();
    } catch (ExecutionException | RuntimeException secondary) {
      cause.addSuppressed(secondary);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    delete(folder);
    return new IllegalStateException(
        "the embedded MQTT broker did not start on " + settings.host() + ":" + settings.port(),
        cause);
  }

  /** HiveMQ waits for ever when its port is taken, so the question is asked before. */
  private static void requireFree(BrokerSettings settings) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()), 1);
    } catch (IOException taken) {
      throw new IllegalStateException(
          "the embedded MQTT broker cannot listen on "
              + settings.host()
              + ":"
              + settings.port()
              + " ("
              + taken.getMessage()
              + "); choose another port or stop what uses it",
          taken);
    }
  }

  private static void capDirectMemory() {
    if (System.getProperty(DIRECT_MEMORY_PROPERTY) == null) {
      System.setProperty(DIRECT_MEMORY_PROPERTY, Long.toString(DEFAULT_DIRECT_BYTES));
    }
  }

  private static void quiet() {
    for (Logger logger : QUIETED) {
      if (logger.getLevel() == null) {
        logger.setLevel(Level.SEVERE);
      }
    }
  }

  private static Path newFolder(BrokerSettings settings) {
    try {
      Path folder = Files.createTempDirectory("andon-broker-");
      Files.createDirectories(folder.resolve("conf"));
      Files.createDirectories(folder.resolve("data"));
      Files.createDirectories(folder.resolve("extensions"));
      String security = settings.tls().isPresent() ? settings.tls().get().write(folder) : "";
      Files.writeString(folder.resolve("conf").resolve("config.xml"), settings.toXml(security));
      return folder;
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "the embedded MQTT broker found no room for its configuration in "
              + System.getProperty("java.io.tmpdir"),
          failure);
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException leftOver) {
      // A few kilobytes in the temporary folder; the broker itself is gone.
      Logger.getLogger(EmbeddedBroker.class.getName()).log(Level.FINE, "left behind: {0}", folder);
    }
  }
}
