package dev.andon.sandbox.demo;

import dev.andon.broker.EmbeddedBroker;
import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.edge.AgentSettings;
import dev.andon.edge.EdgeAgent;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.escalation.EscalationSettings;
import dev.andon.edge.outbox.DurableCounters;
import dev.andon.edge.triage.ViewStanding;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.edge.uplink.ReplaySettings;
import dev.andon.edge.uplink.UplinkSettings;
import dev.andon.hub.StationHub;
import dev.andon.hub.account.SigningSecret;
import dev.andon.hub.ingest.Faults;
import dev.andon.hub.setup.HubConfig;
import dev.andon.sandbox.audit.AuditedHub;
import dev.andon.sandbox.audit.CaptureJournal;
import dev.andon.sandbox.audit.Evidence;
import dev.andon.sandbox.audit.HubRow;
import dev.andon.sandbox.audit.OutboxFiles;
import dev.andon.sandbox.audit.OutboxRow;
import dev.andon.sandbox.link.LinkProxy;
import dev.andon.sandbox.provider.ProviderAccounts;
import dev.andon.sandbox.provider.ScriptedPrices;
import dev.andon.sandbox.provider.ScriptedProvider;
import dev.andon.sandbox.provider.TruthBook;
import dev.andon.wire.StationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A plant as a parts list: broker, providers, hub, link, stations, in this order. Runs from {@link
 * #start} until it is closed. Thread-safe.
 */
final class Plant implements AutoCloseable {

  private static final Duration PROVIDER_LATENCY = Duration.ofMillis(150);

  /**
   * The takt of a slow line. All of a plant shares this machine, and a hub that gives up at a
   * station's deadline while the provider answers will ask, and pay, again when it replays: the
   * auditor counts that as charged twice, rightly.
   */
  private static final Duration DEADLINE = Duration.ofSeconds(6);

  private static final int PROVIDERS = 2;
  private static final int NO_CAP = 100_000;

  private final DemoOptions options;
  private final Path folder;
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private final TruthBook truths = new TruthBook();
  private final CaptureJournal journal = new CaptureJournal();
  private final Course course = new Course();
  private final List<ScriptedProvider> providers = new ArrayList<>();
  private final List<EdgeAgent> agents = new ArrayList<>();
  private final EmbeddedBroker broker;
  private final StationHub hub;
  private final LinkProxy link;
  private final TriageModels judges;

  private Plant(DemoOptions options, Path folder, DemoFrames frames, Faults faults)
      throws IOException, InterruptedException {
    this.options = options;
    this.folder = folder;
    FutureTask<TriageModels> loading = new FutureTask<>(() -> TriageModels.load(options, frames));
    Thread.ofPlatform().daemon().name("judges").start(loading);
    closing.push(() -> closeLoaded(loading));
    try {
      broker = opened(EmbeddedBroker.startOnLoopback());
      for (int i = 0; i < PROVIDERS; i++) {
        providers.add(opened(provider(i)));
      }
      hub = opened(hub(faults));
      link = opened(LinkProxy.to("127.0.0.1", broker.port()));
      judges = loaded(loading);
    } catch (IOException | InterruptedException | RuntimeException failed) {
      close();
      throw failed;
    }
  }

  private static TriageModels loaded(FutureTask<TriageModels> loading) throws InterruptedException {
    try {
      return loading.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException(
          "the triage model did not start: " + failed.getCause(), failed.getCause());
    }
  }

  private static void closeLoaded(FutureTask<TriageModels> loading) throws InterruptedException {
    try {
      loading.get().close();
    } catch (ExecutionException neverLoaded) {
      // Then there is nothing to close, and whoever waited for it has said why.
    }
  }

  /**
   * Starts everything but the stations.
   *
   * @param folder for all files of the plant
   * @param faults how the hub is broken on purpose, if at all
   */
  static Plant start(DemoOptions options, Path folder, DemoFrames frames, Faults faults)
      throws IOException, InterruptedException {
    return new Plant(options, folder, frames, faults);
  }

  private <T extends AutoCloseable> T opened(T part) {
    closing.push(part);
    return part;
  }

  private ScriptedProvider provider(int index) {
    ScriptedProvider provider =
        new ScriptedProvider(
            0,
            truths,
            ScriptedPrices.typical(),
            InstantSource.system(),
            new SplittableRandom(options.seed() + index));
    provider.script().latency(PROVIDER_LATENCY);
    return provider;
  }

  private StationHub hub(Faults faults) throws IOException {
    List<String> addresses = providers.stream().map(ScriptedProvider::uri).toList();
    Path yaml =
        new HubSetup(
                folder,
                options.port(),
                broker.port(),
                addresses,
                options.lines(),
                options.stations())
            .write();
    HubConfig config = new ConfigFile(Environment.of(Map.of())).read(yaml, HubConfig.class);
    return new StationHub(config, dev.andon.hub.setup.HubPlatform.ofProcess(folder).with(faults));
  }

  /** Starts the stations; from here on frames are captured. */
  void startStations(DemoFrames frames) throws IOException {
    for (int i = 0; i < options.stations(); i++) {
      agents.add(opened(station(i, frames.camera(i, options.stations()))));
    }
  }

  private EdgeAgent station(int index, Camera camera) throws IOException {
    String name = HubSetup.station(index);
    StationId id = new StationId(HubSetup.PLANT, HubSetup.line(index % options.lines()), name);
    Path outbox = Files.createDirectories(folder.resolve(name)).resolve("outbox.db");
    return EdgeAgent.start(
        AgentSettings.of(id, "tcp://127.0.0.1:" + link.port(), outbox, enrolled(id))
            .withEscalation(escalation())
            .withUplink(uplink()),
        camera.feed(),
        judges.triager(),
        dev.andon.edge.StationPlatform.real(
            List.of(new LogOutput()),
            new StationObserver(journal, course, truths, camera.truth())));
  }

  /** As {@code ./andon station key} does. */
  private HubKeys enrolled(StationId station) {
    Path secret = folder.resolve("hub").resolve(SigningSecret.FILE);
    return HubKeys.of(SigningSecret.of(secret).key(station));
  }

  private static EscalationSettings escalation() {
    EscalationSettings usual = EscalationSettings.DEFAULT;
    return new EscalationSettings(
        DEADLINE,
        usual.marginPixels(),
        usual.jpegQuality(),
        usual.maxImageBytes(),
        NO_CAP,
        usual.repeatWindow());
  }

  /** Quick enough for a demo of some seconds; a station on a line takes its time. */
  private static UplinkSettings uplink() {
    UplinkSettings usual = UplinkSettings.DEFAULT;
    return new UplinkSettings(
        usual.windowRows(),
        usual.windowBytes(),
        ReplaySettings.brisk(50),
        Duration.ofSeconds(3),
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        usual.backoffMin(),
        Duration.ofSeconds(2));
  }

  LinkProxy link() {
    return link;
  }

  ScriptedProvider primary() {
    return providers.getFirst();
  }

  String address() {
    return hub.address();
  }

  /** The page's address, with the hub's admin token in it. */
  String page() {
    return hub.pageAddress();
  }

  /** The hub's configuration. */
  Path hubFile() {
    return folder.resolve(HubSetup.FILE);
  }

  /** An escalation with a verdict, if there is one. */
  Optional<UUID> example() {
    try (AuditedHub files = hubFiles()) {
      return files.escalations().stream()
          .filter(row -> row.verdict().isPresent())
          .map(HubRow::id)
          .findFirst();
    }
  }

  /** What became of frames, in their order. */
  Course course() {
    return course;
  }

  /** Where views stand that buy their autonomy. */
  List<ViewStanding> standing() {
    return judges.triager().standing();
  }

  CaptureJournal journal() {
    return journal;
  }

  String model() {
    return judges.name();
  }

  /** Whether an escalation waits at a station whose deadline has passed. */
  boolean hasOverdue() {
    long now = System.nanoTime();
    long deadline = DEADLINE.plusMillis(100).toNanos();
    return agents.stream()
        .map(agent -> OutboxFiles.rows(agent.outboxFile()))
        .flatMap(List::stream)
        .filter(row -> row.standing() == OutboxRow.Standing.WAITING)
        .map(OutboxRow::id)
        .anyMatch(id -> journal.waitsSince(id).stream().anyMatch(at -> now - at > deadline));
  }

  /** Whether no station captures any more. */
  boolean captureEnded() {
    return agents.stream().allMatch(agent -> agent.state().captureEnded().isPresent());
  }

  /** Escalations that stations hold, and those that the hub has not finished. */
  long unfinished() {
    long atStations = agents.stream().filter(agent -> !agent.drained()).count();
    try (AuditedHub files = hubFiles()) {
      return atStations + files.unfinished();
    }
  }

  /** Whether everything captured has come to rest. */
  boolean drained() {
    return unfinished() == 0;
  }

  /** What the auditor lays side by side. */
  Evidence evidence() {
    List<OutboxRow> outboxes = new ArrayList<>();
    Set<UUID> quarantined = new HashSet<>();
    for (EdgeAgent agent : agents) {
      outboxes.addAll(OutboxFiles.rows(agent.outboxFile()));
      quarantined.addAll(OutboxFiles.quarantined(agent.outboxFile()));
    }
    try (AuditedHub files = hubFiles()) {
      return new Evidence(
          journal.pages(), outboxes, quarantined, files.escalations(), answersByImage());
    }
  }

  private Map<String, Long> answersByImage() {
    Map<String, Long> all = new HashMap<>();
    providers.stream()
        .map(ScriptedProvider::books)
        .map(ProviderAccounts::answersByImage)
        .forEach(one -> one.forEach((image, count) -> all.merge(image, count, Long::sum)));
    return all;
  }

  /** What each line has spent, in millionths, from the hub's ledger. */
  Map<String, Long> spendByLine() {
    try (AuditedHub files = hubFiles()) {
      return files.spendByLine();
    }
  }

  /** What of that is for calls without a usable answer. */
  long unansweredMicros() {
    try (AuditedHub files = hubFiles()) {
      return files.unansweredMicros();
    }
  }

  /** What the providers charged, in millionths, from their own books. */
  long providerMicros() {
    return providers.stream().mapToLong(provider -> provider.books().costMicros()).sum();
  }

  long providerCalls() {
    return providers.stream().mapToLong(provider -> provider.books().entries().size()).sum();
  }

  /** Requests that another provider than the first answered. */
  long fallbacks() {
    return providers.stream().skip(1).mapToLong(provider -> provider.books().answered()).sum();
  }

  long replayed() {
    return agents.stream()
        .mapToLong(agent -> agent.state().counters().of(DurableCounters.Name.REPLAYED))
        .sum();
  }

  /** The hub's own count of cache look-ups with this result: miss, bypassed. */
  long cacheLookups(String result) {
    var counter = hub.meters().find("andon.cache.lookups").tag("result", result).counter();
    return counter == null ? 0 : (long) counter.count();
  }

  private AuditedHub hubFiles() {
    return AuditedHub.open(folder.resolve("hub").resolve("hub.db"));
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      try {
        closing.pop().close();
      } catch (Exception failed) {
        System.getLogger(Plant.class.getName())
            .log(System.Logger.Level.WARNING, "a part of the plant did not close", failed);
      }
    }
  }
}
