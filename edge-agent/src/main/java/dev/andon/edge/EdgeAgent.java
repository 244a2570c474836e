package dev.andon.edge;

import dev.andon.edge.actuation.Actuator;
import dev.andon.edge.actuation.Decider;
import dev.andon.edge.actuation.Timer;
import dev.andon.edge.capture.SourceState;
import dev.andon.edge.capture.StationClock;
import dev.andon.edge.escalation.EscalationSettings;
import dev.andon.edge.escalation.Escalator;
import dev.andon.edge.escalation.Pace;
import dev.andon.edge.machine.SysfsReadings;
import dev.andon.edge.outbox.DurableCounters;
import dev.andon.edge.outbox.Outbox;
import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.service.Heartbeat;
import dev.andon.edge.status.AgentState;
import dev.andon.edge.status.EnrolDoor;
import dev.andon.edge.status.FramesDoor;
import dev.andon.edge.status.LastFrames;
import dev.andon.edge.status.OperatorGate;
import dev.andon.edge.status.StationPages;
import dev.andon.edge.status.StatusServer;
import dev.andon.edge.triage.CameraFault;
import dev.andon.edge.triage.Triager;
import dev.andon.edge.triage.ViewStanding;
import dev.andon.edge.uplink.Authenticator;
import dev.andon.edge.uplink.HubClock;
import dev.andon.edge.uplink.StationBoot;
import dev.andon.edge.uplink.Uplink;
import dev.andon.edge.uplink.UplinkBroker;
import dev.andon.wire.Signed;
import dev.andon.wire.UuidV7;
import dev.andon.wire.WireCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One camera station: capture → triage → decision or escalation → outbox → hub → verdict → line.
 * Several agents may live in one process. Thread-safe.
 */
public final class EdgeAgent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeAgent.class);

  /** A signed body with what is around it, bytes. */
  private static final int LARGEST_SAID = Signed.MAX_BODY + 1_024;

  private static final long STOP_SECONDS = 5;

  private static final Duration LONGEST_TEST = Duration.ofSeconds(10);

  private static final Path ROOT = Path.of("/");

  /** A round of the outbox's upkeep takes milliseconds and comes each second. */
  private static final Duration OUTBOX_PATIENCE = Duration.ofMinutes(1);

  private final AtomicReference<AgentSettings> settings;
  private final StationBoot self;
  private final StationHealth health;
  private final Feed feed;
  private final Heartbeat heartbeat;
  private final StationPlatform around;
  private final Triager triager;
  private final SafeObserver observer;
  private final Outbox outbox;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Actuator actuator;
  private final Timer timer;
  private final Decider decider;
  private final Pace pace;
  private final Authenticator authenticator;
  private final Uplink uplink;
  private final Escalator escalator;
  private final Optional<LastFrames> last;
  private final Optional<TestShot> test;
  private final CaptureLoop capture;
  private final AgentMeters meters;
  private final CameraWatch camera;
  private final OptionalInt webPort;

  private EdgeAgent(
      AgentSettings settings,
      Feed feed,
      Triager triager,
      StationPlatform around,
      Optional<EnrolDoor> enrolment,
      Optional<OperatorGate> gate) {
    UuidV7 ids = new UuidV7(around.wall(), around.random());
    this.settings = new AtomicReference<>(settings);
    this.feed = feed;
    this.heartbeat = new Heartbeat(around.nanos());
    this.around = around;
    this.triager = triager;
    this.last = gate.map(_ -> new LastFrames());
    this.test = test();
    this.observer = new SafeObserver(around.observer());
    StationClock clock = new StationClock(around.wall(), around.nanos());
    this.self = new StationBoot(settings.station(), ids.next(), clock, ids, new HubClock());
    try {
      this.outbox = opened(Outbox.open(settings.outbox(), settings.station(), around.wall()));
      this.authenticator =
          new Authenticator(settings.station(), settings.hub(), new WireCodec(LARGEST_SAID));
      this.meters = new AgentMeters(around.meters(), outbox, authenticator, around.nanos());
      this.actuator =
          opened(
              new Actuator(
                  outbox.actuations(), around.outputs(), settings.station().station(), clock));
      this.health =
          new StationHealth(
              this.settings::get,
              self,
              meters,
              triager,
              new SysfsReadings(ROOT, around.nanos()),
              this::state);
      LineMeters.register(around.meters(), actuator);
      opened(
          Upkeep.start(
              outbox, settings.station().station(), heartbeat.of("outbox", OUTBOX_PATIENCE)));
      this.timer = timer();
      this.decider = decider();
      this.pace = new Pace(settings.escalation().pace(), around.random());
      PaceMeters.register(around.meters(), pace, around.nanos());
      this.uplink = opened(uplink());
      this.camera = new CameraWatch(feed.live(), feed.name(), around.meters());
      parts.push(feed);
      feed.triggers().ifPresent(met -> AgentMeters.ofTriggers(met, around.meters()));
      feed.session().ifPresent(session -> AgentMeters.ofCamera(session, around.meters()));
      this.escalator = escalator(ids);
      this.capture = opened(capture(ids));
      this.webPort = web(enrolment, gate.flatMap(this::door));
    } catch (RuntimeException failure) {
      close();
      throw failure;
    }
  }

  /**
   * Starts an agent. The triager stays the caller's.
   *
   * @throws dev.andon.edge.outbox.OutboxException when the outbox cannot be used
   * @throws IllegalStateException when the port of the status page is taken
   */
  public static EdgeAgent start(
      AgentSettings settings, Feed feed, Triager triager, StationPlatform around) {
    return start(settings, feed, triager, around, Optional.empty(), Optional.empty());
  }

  /**
   * The same with more pages.
   *
   * @param enrolment the page on which golden frames are made; it stays the caller's
   * @param gate lets people to the last frames and the test trigger
   */
  static EdgeAgent start(
      AgentSettings settings,
      Feed feed,
      Triager triager,
      StationPlatform around,
      Optional<EnrolDoor> enrolment,
      Optional<OperatorGate> gate) {
    EdgeAgent agent = new EdgeAgent(settings, feed, triager, around, enrolment, gate);
    new Resumption(agent.outbox, agent.decider, agent.timer).begin();
    agent.uplink.start();
    agent.capture.start();
    LOG.info("agent station={} source={} started", settings.station(), feed.name());
    return agent;
  }

  /**
   * Takes from other settings what {@link StationReload#LIVE} names; the rest waits.
   *
   * @throws OutboxException where it cannot be read; nothing has changed then
   */
  void reload(AgentSettings next) {
    Escalator.Before before = before();
    escalator.replace(escalation(next), before);
    pace.replace(next.escalation().pace());
    decider.replace(next.policy());
    authenticator.replace(next.hub());
    settings.updateAndGet(
        now ->
            now.withEscalation(next.escalation())
                .withPolicy(next.policy())
                .withHub(next.hub())
                .withConfig(next.config()));
  }

  /** Where it stands. */
  public AgentState state() {
    DurableCounters counters = meters.tallyNow();
    return new AgentState(
        Optional.ofNullable(capture.endedBecause()),
        capture.alive(),
        uplink.connected(),
        decider.undecided(),
        actuator.state(),
        meters.waiting(),
        counters,
        outbox.health(),
        authenticator.untrusted(),
        authenticator.acceptsUnsigned(),
        camera.fault().map(CameraFault::toString),
        standing(),
        triager.golden(),
        uplink.trouble(),
        source());
  }

  private SourceState source() {
    SourceState said = feed.state().lost(Optional.ofNullable(capture.lostBecause())).lost(stale());
    return feed.session().map(live -> said.counted(live.dropped(), live.damaged())).orElse(said);
  }

  /** Why the frames of a camera that is there are too old to say what is in front of it. */
  private Optional<String> stale() {
    OptionalLong age = meters.minute().newestAge();
    return feed.freshness()
        .filter(most -> age.isPresent() && age.getAsLong() > most.toNanos())
        .map(
            most ->
                "%s: the newest frame is %d s old, at most %d s are expected"
                    .formatted(feed.name(), age.getAsLong() / 1_000_000_000, most.toSeconds()));
  }

  /** Loops that have not come by for longer than they may: then only a restart helps. */
  public List<String> hanging() {
    return heartbeat.hanging();
  }

  /** Whether no more frames come and everything captured has been sent, answered and decided. */
  public boolean drained() {
    return state().drained();
  }

  /** The outbox's file, for {@link dev.andon.edge.outbox.OutboxAudit}. */
  public Path outboxFile() {
    return settings.get().outbox().file();
  }

  /** The port of the status page, where there is one. */
  public OptionalInt webPort() {
    return webPort;
  }

  /** Stops capturing first and closes the outbox last; nothing durable is lost. May be repeated. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception failure) {
        LOG.warn("agent station={} {} did not close cleanly", self.station(), part, failure);
      }
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  /** What is put on it while it closes is dropped: the next start takes it up. */
  private Timer timer() {
    ScheduledThreadPoolExecutor deadlines =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().name("deadlines-" + self.station().station()).daemon().factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    deadlines.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    parts.push(() -> stop(deadlines));
    return (nanos, task) -> {
      var _ = deadlines.schedule(task, nanos, TimeUnit.NANOSECONDS);
    };
  }

  /** A deadline that is being handled is handled to its end: the line's outputs close after it. */
  private static void stop(ScheduledThreadPoolExecutor deadlines) {
    deadlines.getQueue().clear();
    deadlines.shutdown();
    try {
      if (!deadlines.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        deadlines.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      deadlines.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private Decider decider() {
    return new Decider(
        self.station(),
        settings.get().policy(),
        outbox.actuations(),
        actuator,
        self.clock(),
        timer,
        command -> {
          last.ifPresent(frames -> frames.told(command.id(), command.signal().text()));
          observer.tell(o -> o.decided(command));
        });
  }

  private Uplink uplink() {
    return new Uplink(
        self,
        outbox,
        settings.get().uplink(),
        authenticator,
        health::pulse,
        new UplinkRelay(decider, triager, outbox, meters, observer, pace, self.clock()),
        new UplinkBroker(around.port(), settings.get().broker(), around.random()));
  }

  /** What is no part's id cannot be the same part again. */
  private EscalationSettings escalation(AgentSettings from) {
    return feed.identifiesParts()
        ? from.escalation()
        : from.escalation().withRepeatWindow(Duration.ZERO);
  }

  private Optional<FrameShow> show() {
    return last.map(FrameShow::new);
  }

  /** Everybody who shows frames shares the ring. */
  private Optional<TestShot> test() {
    return show()
        .map(shown -> new TestShot(triager, shown, () -> settings.get().policy(), LONGEST_TEST));
  }

  private Escalator escalator(UuidV7 ids) {
    return new Escalator(
        new Escalator.Origin(self.station(), self.boot(), triager.model()),
        escalation(settings.get()),
        ids,
        around.random(),
        before(),
        pace);
  }

  private CaptureLoop capture(UuidV7 ids) {
    FrameHandler handler =
        new FrameHandler(
            feed,
            new FrameJudge(camera, triager, escalator, decider, ids, show(), test),
            outbox.frames(),
            decider,
            uplink,
            meters,
            observer);
    feed.onPassing(handler::passes);
    return new CaptureLoop(
        feed,
        outbox.frames(),
        handler,
        around.wall(),
        observer,
        self.station().station(),
        heartbeat.of("capture", feed.patience()));
  }

  private Escalator.Before before() {
    Instant now = around.wall().instant();
    return new Escalator.Before(
        outbox.frames().lastSequence(),
        outbox.frames().askedSince(now.minus(Duration.ofHours(1))),
        outbox.frames().askedSince(now.minus(Duration.ofDays(1))),
        around.nanos().getAsLong());
  }

  private Optional<FramesDoor> door(OperatorGate gate) {
    return last.flatMap(
        frames ->
            test.map(shot -> new FramesDoor(gate, frames, shot, self.station(), around.wall())));
  }

  private OptionalInt web(Optional<EnrolDoor> enrolment, Optional<FramesDoor> frames) {
    if (settings.get().web().isEmpty()) {
      return OptionalInt.empty();
    }
    ViewMeters views = new ViewMeters(around.meters(), triager);
    AuditMeters audits = new AuditMeters(around.meters(), meters::audits);
    FileMeters files = new FileMeters(around.meters(), feed::state);
    StatusServer server =
        opened(
            StatusServer.start(
                settings.get().web().get(),
                new StationPages(
                    self.station(),
                    this::state,
                    health::readings,
                    () -> scrape(views, files, audits),
                    new StationPages.Doors(enrolment.isPresent(), frames.isPresent()),
                    around.wall()),
                enrolment,
                frames));
    return OptionalInt.of(server.port());
  }

  private String scrape(ViewMeters views, FileMeters files, AuditMeters audits) {
    views.refresh();
    audits.refresh();
    files.refresh();
    return around.meters().scrape();
  }

  private List<String> standing() {
    return Stream.of(
            triager.standing().stream().map(ViewStanding::says),
            meters.audits().stream().map(AuditStanding::says),
            pace.standing(around.nanos().getAsLong()).stream().map(Pace.Standing::says))
        .flatMap(lines -> lines)
        .toList();
  }
}
