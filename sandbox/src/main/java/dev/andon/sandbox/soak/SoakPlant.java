package dev.andon.sandbox.soak;

import dev.andon.sandbox.link.LinkProxy;
import dev.andon.sandbox.soak.audit.JsonLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;

/**
 * The plant of a soak as a parts list: disks, provider, line, broker, cables, hub, stations, in
 * this order. Thread-safe once it has started.
 */
final class SoakPlant implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);
  private static final long LOOK_MS = 100;

  /** For each minute of capture on top of what the start needs, in bytes. */
  private static final long HUB_BYTES = 96L << 20;

  private static final long HUB_BYTES_A_STATION_MINUTE = 8L << 20;
  private static final long STATION_BYTES = 48L << 20;
  private static final long STATION_BYTES_A_MINUTE = 8L << 20;

  private final SoakFolder folder;
  private final SoakOptions options;
  private final PlantShape shape;
  private final List<String> stations;
  private final SmallDisks disks = new SmallDisks();
  private final JsonLines exits;
  private final Map<String, PlantProcess> processes = new LinkedHashMap<>();
  private final Map<String, LinkProxy> cables = new HashMap<>();
  private final LineReceiver line;
  private final PlantFiles files;
  private final int brokerPort;
  private Optional<Forger> forger = Optional.empty();

  /** Lays the disks and writes the files; nothing of the plant runs yet. */
  SoakPlant(SoakFolder folder, SoakOptions options, PlantShape shape, long capMicros)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.options = options;
    this.shape = shape;
    this.stations = PlantFiles.stations(options.stations());
    Files.createDirectories(folder.file("logs"));
    this.exits = JsonLines.appendTo(folder.exits());
    mountDisks();
    this.line = new LineReceiver(folder, stations);
    this.brokerPort = Ports.free();
    Map<String, Integer> ports = new HashMap<>();
    ports.put("broker", brokerPort);
    Stream.concat(Stream.of("hub"), stations.stream())
        .forEach(
            client -> {
              cables.put(client, LinkProxy.to("127.0.0.1", brokerPort));
              ports.put(client, cables.get(client).port());
            });
    int providerPort = Ports.free();
    this.files = new PlantFiles(folder, options, shape, ports, providerPort, line.port());
    files.write(capMicros);
    files.draw();
    define(providerPort);
  }

  private void mountDisks() throws IOException {
    long minutes = options.capture().toMinutes() + 1;
    Files.createDirectories(folder.disk("hub"));
    for (String station : stations) {
      Files.createDirectories(folder.disk(station));
    }
    if (!options.with(FaultKind.DISKS)) {
      return;
    }
    disks.mount(
        folder.disk("hub"), HUB_BYTES + minutes * stations.size() * HUB_BYTES_A_STATION_MINUTE);
    for (String station : stations) {
      disks.mount(folder.disk(station), STATION_BYTES + minutes * STATION_BYTES_A_MINUTE);
    }
  }

  private void define(int providerPort) throws IOException {
    add(
        java(
            "provider",
            List.of("-Xmx192m"),
            List.of(
                ProviderMain.class.getName(),
                Integer.toString(providerPort),
                folder.books().toString())));
    add(broker());
    add(
        java(
            "hub",
            List.of("-Xms64m", "-Xmx176m", "-Xmn40m", "-XX:PretenureSizeThreshold=65536"),
            List.of(
                "dev.andon.hub.HubMain", "hub", "--config", folder.file("hub.yaml").toString())));
    for (String station : stations) {
      add(
          java(
              station,
              List.of("-Xms32m", "-Xmx192m"),
              List.of(
                  "dev.andon.edge.EdgeMain",
                  "agent",
                  "--config",
                  folder.file(station + ".yaml").toString())));
    }
  }

  private PlantProcess broker() throws IOException {
    return switch (options.broker()) {
      case MOSQUITTO ->
          new PlantProcess(
              "broker",
              List.of(
                  Mosquitto.executable().orElseThrow().toString(),
                  "-c",
                  folder.file("mosquitto.conf").toString()),
              Map.of(),
              folder.log("broker"),
              exits);
      case EMBEDDED ->
          java(
              "broker",
              List.of("-Xmx256m"),
              List.of(BrokerMain.class.getName(), Integer.toString(brokerPort)));
    };
  }

  private PlantProcess java(String name, List<String> jvm, List<String> mainAndArguments)
      throws IOException {
    List<String> all = new ArrayList<>(jvm);
    if (shape.clocks().isPresent()) {
      all.add(shape.clocks().get().option(name));
      all.add("-Duser.timezone=" + shape.zone().getId());
    }
    return PlantProcess.java(name, all, mainAndArguments, folder.log(name), exits);
  }

  private void add(PlantProcess process) {
    processes.put(process.name(), process);
  }

  /** Starts everything, the stations last; from here on frames are captured. */
  void start() throws IOException, InterruptedException {
    process("provider").start();
    process("broker").start();
    await("the broker to listen", () -> Ports.listens(brokerPort));
    process("hub").start();
    await("the hub to open its files", () -> Files.exists(folder.hubFile()));
    if (options.with(FaultKind.FORGERY)) {
      forger =
          Optional.of(
              new Forger(
                  brokerPort, trusted(), options.seed(), JsonLines.appendTo(folder.forged())));
    }
    for (String station : stations) {
      process(station).start();
    }
  }

  private Optional<TrustManagerFactory> trusted() throws IOException {
    if (options.broker() == SoakOptions.Broker.EMBEDDED) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(folder.file("ca.pem"))) {
      Certificate authority = CertificateFactory.getInstance("X.509").generateCertificate(in);
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("ca", authority);
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return Optional.of(factory);
    } catch (GeneralSecurityException unusable) {
      throw new IOException("the plant's authority cannot be used", unusable);
    }
  }

  private void await(String what, BooleanSupplier done) throws IOException, InterruptedException {
    long until = System.nanoTime() + START.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - until > 0) {
        throw new IOException("waited " + START.toSeconds() + " s for " + what + "\n" + logs());
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  private String logs() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String name : processes.keySet()) {
      Path log = folder.log(name);
      if (Files.exists(log)) {
        all.append("--- ").append(name).append('\n').append(Files.readString(log));
      }
    }
    return all.toString();
  }

  PlantProcess process(String name) {
    PlantProcess process = processes.get(name);
    if (process == null) {
      throw new IllegalArgumentException("there is no process '" + name + "'");
    }
    return process;
  }

  private LinkProxy cable(String client) {
    LinkProxy cable = cables.get(client);
    if (cable == null) {
      throw new IllegalArgumentException("there is no cable to '" + client + "'");
    }
    return cable;
  }

  SmallDisks disks() {
    return disks;
  }

  PlantFiles files() {
    return files;
  }

  List<String> stations() {
    return stations;
  }

  /** Whether the broker takes connections. */
  boolean brokerListens() {
    return Ports.listens(brokerPort);
  }

  LineReceiver line() {
    return line;
  }

  void fill(String owner) {
    if (disks.has(folder.disk(owner))) {
      disks.fill(folder.disk(owner));
    }
  }

  void free(String owner) throws IOException {
    disks.free(folder.disk(owner));
  }

  void provider(ProviderPhase phase) throws IOException {
    process("provider").say(phase.command());
  }

  void disturb(String client, boolean halfOpen) {
    if (halfOpen) {
      cable(client).stall();
    } else {
      cable(client).cut();
    }
  }

  void restore(String client) {
    cable(client).restore();
  }

  /** Lets the capped line spend more; the hub reads its file while it runs. */
  void cap(long micros) throws IOException {
    files.hub(micros);
  }

  /** Ends the forging, so that what is open can come to rest. */
  void quiet() {
    forger.ifPresent(Forger::close);
    forger = Optional.empty();
  }

  /** Ends the processes in good order: stations, hub, broker, provider. */
  void end() {
    quiet();
    List<PlantProcess> all = List.copyOf(processes.values());
    Thread[] ends =
        all.reversed().stream()
            .filter(process -> stations.contains(process.name()))
            .map(process -> Thread.ofVirtual().start(process::close))
            .toArray(Thread[]::new);
    join(ends);
    all.reversed().forEach(PlantProcess::close);
    cables.values().forEach(LinkProxy::close);
    line.close();
    exits.close();
  }

  private static void join(Thread... threads) {
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** For a soak that was interrupted: leaves neither processes nor disks behind. */
  void abandon() {
    end();
    try {
      disks.close();
    } catch (IOException failed) {
      System.getLogger(SoakPlant.class.getName())
          .log(System.Logger.Level.WARNING, "a small disk stays mounted: {0}", failed.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    end();
    disks.close();
  }
}
