package dev.andon.edge;

import dev.andon.config.ConfigException;
import dev.andon.config.ConfigFile;
import dev.andon.config.ConfigWatch;
import dev.andon.config.Environment;
import dev.andon.edge.actuation.LineOutput;
import dev.andon.edge.enrolment.EnrolmentQueue;
import dev.andon.edge.enrolment.RecentFrames;
import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.service.ServiceDuty;
import dev.andon.edge.service.ServiceManager;
import dev.andon.edge.status.EnrolDoor;
import dev.andon.edge.status.OperatorGate;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.vision.BundleRefusedException;
import dev.andon.wire.StationKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./andon agent}: one camera station until it is told to stop. */
@Command(
    name = "agent",
    description = "Runs one camera station.",
    footer = {"", "Example: ./andon agent --config config/agent.example.yaml --check"})
final class AgentCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int WRONG = 2;
  private static final long LOOK_MS = 100;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "the station's YAML file; config/agent.example.yaml explains every key")
  private Path config = Path.of("agent.yaml");

  @Option(
      names = "--check",
      description = "read the file, verify the model bundle, say what would run, and stop")
  private boolean check;

  @Option(
      names = "--exit-when-drained",
      description =
          "stop when the source has ended and everything was sent, answered and decided;"
              + " for folders and videos")
  private boolean exitWhenDrained;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    try {
      return run();
    } catch (ConfigException | BundleRefusedException wrong) {
      err().println("andon agent: " + wrong.getMessage());
      return WRONG;
    } catch (IllegalArgumentException wrong) {
      err().println("andon agent: " + config + ": " + wrong.getMessage());
      return WRONG;
    } catch (OutboxException | IllegalStateException unusable) {
      err().println("andon agent: " + unusable.getMessage());
      return FAILED;
    }
  }

  private int run() throws InterruptedException {
    AgentConfig read = new ConfigFile(Environment.ofProcess()).read(config, AgentConfig.class);
    Path folder = Optional.ofNullable(config.toAbsolutePath().getParent()).orElse(Path.of("."));
    ConfiguredSettings configured = new ConfiguredSettings(read, folder);
    AgentSettings settings = StationReload.settings(configured, read);
    Feed feed = ConfiguredFeed.of(read, configured, exitWhenDrained);
    if (exitWhenDrained && !check && feed instanceof ConfiguredSource source) {
      source.folder().ifPresent(ConfiguredFolder::mustBeThere);
    }
    List<LineOutput> outputs = new ConfiguredLine(configured, read).outputs();
    ConfiguredEnrolment enrolment = new ConfiguredEnrolment(read, configured);
    Optional<RecentFrames> recent =
        check
            ? Optional.empty()
            : enrolment.recent().map(kept -> RecentFrames.open(kept, settings.station().station()));
    try (ConfiguredModel triage =
        ConfiguredModel.open(
            read.model(),
            configured.path(read.model().bundle()),
            read.model().bank().map(configured::path),
            read.model().patches().map(configured::path),
            recent)) {
      describe(settings, feed, triage, outputs);
      if (check) {
        outputs.forEach(LineOutput::close);
        return 0;
      }
      Optional<EnrolmentQueue> queue =
          recent.flatMap(
              frames ->
                  enrolment.queue(frames, triage::takeUpGolden, settings.station().station()));
      try {
        Optional<OperatorGate> gate = settings.web().map(enrolment::gate);
        Optional<EnrolDoor> door = gate.flatMap(opens -> door(settings, opens, queue));
        StationPlatform around = StationPlatform.real(outputs, AgentObserver.NONE);
        return runUntilStopped(
            read, triage, () -> EdgeAgent.start(settings, feed, triage, around, door, gate));
      } finally {
        queue.ifPresent(EnrolmentQueue::close);
      }
    }
  }

  /** The page on which golden frames are made, where there is a server and a place for them. */
  private static Optional<EnrolDoor> door(
      AgentSettings settings, OperatorGate gate, Optional<EnrolmentQueue> queue) {
    return queue.map(
        enrolling -> new EnrolDoor(gate, enrolling, settings.station(), InstantSource.system()));
  }

  private int runUntilStopped(AgentConfig read, ConfiguredModel triage, Supplier<EdgeAgent> started)
      throws InterruptedException {
    Optional<ServiceManager> manager =
        ServiceManager.of(System.getenv(), ProcessHandle.current().pid());
    Optional<ServiceDuty> duty = manager.map(told -> new ServiceDuty(told, System::nanoTime));
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Thread hook = new Thread(() -> stopAndWait(stop, closed), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (EdgeAgent agent = started.get();
        ConfigWatch watch = watch(read, agent, triage)) {
      watch.start();
      agent.webPort().ifPresent(port -> out().println("andon agent: status on port " + port));
      boolean stopped = false;
      manager.ifPresent(ServiceManager::ready);
      while (!stopped && !(exitWhenDrained && agent.drained())) {
        stopped = stop.await(LOOK_MS, TimeUnit.MILLISECONDS);
        duty.ifPresent(owed -> owed.look(agent.hanging(), () -> agent.state().says()));
      }
      manager.ifPresent(ServiceManager::stopping);
      return 0;
    } finally {
      closed.countDown();
    }
  }

  private ConfigWatch watch(AgentConfig read, EdgeAgent agent, ConfiguredModel triage) {
    StationReload reload = new StationReload(config, Environment.ofProcess(), read, agent, triage);
    return new ConfigWatch(config, reload::read);
  }

  /** The machine asks us to stop: the agent closes in good order before the process ends. */
  private static void stopAndWait(CountDownLatch stop, CountDownLatch closed) {
    stop.countDown();
    try {
      if (!closed.await(20, TimeUnit.SECONDS)) {
        System.err.println("andon agent: did not close within 20 s");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void describe(
      AgentSettings settings, Feed feed, ConfiguredModel triage, List<LineOutput> outputs) {
    out()
        .printf(
            "station %s%n  frames from %s%n  model %s %s%n  deadline %d ms, then %s%n  line: %s%n"
                + "  outbox %s, at most %d pictures in %d MiB%n  hub over %s, %s%n",
            settings.station(),
            feed.name(),
            triage.model().name(),
            triage.model().version(),
            settings.escalation().deadline().toMillis(),
            settings.policy().onTimeout().text(),
            String.join(", ", outputs.stream().map(LineOutput::name).toList()),
            settings.outbox().file(),
            settings.outbox().maxRows(),
            settings.outbox().maxBytes() >> 20,
            settings.broker().name(),
            trust(settings.hub()));
    if (settings.broker().exposed()) {
      out()
          .println(
              "  note: without TLS frames and verdicts can be read and changed on the way; write"
                  + " broker.uri: ssl://…");
    }
    out().flush();
  }

  private static String trust(HubKeys hub) {
    String keys =
        hub.keys().isEmpty()
            ? "no key"
            : "known by key "
                + String.join(" or ", hub.keys().stream().map(StationKey::id).toList());
    return hub.acceptUnsigned()
        ? keys + "; WARNING: accept_unsigned is on, whoever reaches the broker can accept a part"
        : keys;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
