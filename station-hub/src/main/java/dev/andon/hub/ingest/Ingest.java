package dev.andon.hub.ingest;

import dev.andon.hub.account.Roster;
import dev.andon.hub.alert.Alert;
import dev.andon.hub.billing.PaidAnswers;
import dev.andon.hub.gateway.Gateway;
import dev.andon.hub.ingest.allowance.AllowanceNumbers;
import dev.andon.hub.ingest.allowance.Allowances;
import dev.andon.hub.ingest.allowance.StationCosts;
import dev.andon.hub.ingest.allowance.StationPurse;
import dev.andon.hub.ingest.mqtt.MqttLink;
import dev.andon.hub.ingest.station.Inflow;
import dev.andon.hub.ingest.station.Stations;
import dev.andon.hub.money.Money;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.RequestLane;
import dev.andon.hub.request.Trail;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Store;
import dev.andon.hub.time.Deadline;
import dev.andon.hub.time.Rounds;
import dev.andon.hub.time.SteadyClock;
import dev.andon.wire.Health;
import dev.andon.wire.StationAllowance.Extent;
import dev.andon.wire.StationId;
import dev.andon.wire.Topic;
import dev.andon.wire.UuidV7;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stations' door, put together: receiver, judging queue, verdict service, retries and sender
 * over one link. Thread-safe.
 */
public final class Ingest implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
  private static final Duration RETRY_EVERY = Duration.ofMillis(200);
  private static final Duration SEND_EVERY = Duration.ofMillis(500);
  private static final Duration LATE_EVERY = Duration.ofSeconds(2);
  private static final Duration FORGET_EVERY = Duration.ofMinutes(10);
  private static final Duration NOTE_CLOCK_EVERY = Duration.ofSeconds(30);

  /** After a longer stop nobody knows whether the time has passed or the clock has jumped. */
  private static final Duration LONG_STOP = Duration.ofHours(1);

  private static final Duration COMPLAIN_EVERY = Duration.ofMinutes(1);
  private static final Duration ALLOW_EVERY = Duration.ofMillis(500);

  /** Verdicts of before the start that say what an escalation costs. */
  private static final int COSTS_READ = 500;

  /** The schema of the feature's tables in the money file. */
  public static final List<Migration> MIGRATIONS = EscalationStore.MIGRATIONS;

  private final IngestSettings settings;
  private final Store money;
  private final EscalationStore escalations;
  private final PaidAnswers paidAnswers;
  private final EvidenceStore evidence;
  private final LostEscalations lost;
  private final Gateway gateway;
  private final MqttLink link;
  private final IngestPlatform platform;
  private final IngestMeters meters;
  private final Stations stations;
  private final JudgingQueue judgingQueue = new JudgingQueue();
  private final RetryScheduler retries;
  private final VerdictSender verdictSender;
  private final EscalationRuns runs;
  private final VerdictService verdicts;
  private final StationGate gate;
  private final Rounds rounds = new Rounds("ingest-rounds", 2);
  private final Rounds allowing = new Rounds("allowances", 1);
  private final StationCosts costs;
  private Optional<Allowances> allowances = Optional.empty();

  /**
   * Puts the door together; {@link #start} opens it.
   *
   * @param money the money file, with {@link #MIGRATIONS}
   * @param past what the books know of requests that an earlier process did not live to finish
   */
  public Ingest(
      IngestSettings settings,
      Store money,
      EvidenceStore evidence,
      Gateway gateway,
      PastRequests past,
      MqttLink link,
      IngestPlatform platform) {
    this.settings = settings;
    this.evidence = evidence;
    this.gateway = gateway;
    this.link = link;
    this.platform = platform;
    SteadyClock clock = platform.clock();
    IngestConfig config = settings.escalations();
    this.money = money;
    escalations = new EscalationStore(money);
    paidAnswers = new PaidAnswers(money);
    lost = new LostEscalations(money, evidence);
    meters = new IngestMeters(platform.meters());
    stations = new Stations(this::twins);
    costs = new StationCosts(clock.ticker());
    verdictSender =
        new VerdictSender(
            link,
            escalations,
            meters,
            clock,
            config.unconfirmedKept(),
            task -> Thread.ofVirtual().name("verdict-send").start(task));
    retries = new RetryScheduler(escalations, judgingQueue, clock, config);
    runs =
        new EscalationRuns(
            escalations,
            past,
            retries,
            verdictSender,
            meters,
            clock,
            new UuidV7(clock, platform.random()));
    verdicts =
        new VerdictService(
            config, settings.currency(), this::accounted, evidence, runs, retries, clock);
    gate =
        new StationGate(
            settings.roster(),
            new Inflow(settings.inflow(), clock.ticker()),
            stations.complaints(),
            link,
            meters,
            receiver()::take);
    platform.meters().gauge("andon.ingest.queue", judgingQueue, JudgingQueue::size);
  }

  private UplinkReceiver receiver() {
    WireCodec codec = new WireCodec(settings.maxMessageBytes());
    Receipts receipts =
        new Receipts(link, codec, evidence, stations.complaints(), meters, platform.clock());
    EscalationKeeper keeper =
        new EscalationKeeper(
            escalations,
            evidence,
            stations.complaints(),
            meters,
            platform.clock(),
            platform.faults());
    EscalationIntake intake =
        new EscalationIntake(
            settings.escalations(),
            keeper,
            judgingQueue,
            retries,
            verdictSender,
            receipts,
            platform.clock().ticker());
    return new UplinkReceiver(
        codec, intake, escalations, stations, receipts, meters, platform.clock());
  }

  /**
   * Makes rows again of stored escalations that the money file knows nothing of. Before {@link
   * #start}.
   *
   * @param everything where that file was damaged
   */
  public void takeUpLost(boolean everything) {
    int taken = lost.takeUp(everything);
    if (taken > 0) {
      LOG.warn("taking up escalations that were lost with the money file count={}", taken);
    }
  }

  /** Takes up what an earlier process left, then listens. */
  public void start() {
    sinceLastTime();
    resume();
    judgingQueue.start(
        settings.escalations().live(), settings.escalations().replay(), verdicts::judge);
    link.start(filters(), gate::take);
    every(RETRY_EVERY, "retries", retries::round);
    every(SEND_EVERY, "verdicts", verdictSender::round);
    every(LATE_EVERY, "late", runs::storeLate);
    every(FORGET_EVERY, "evidence", this::forget);
    every(NOTE_CLOCK_EVERY, "clock", () -> escalations.clockSeen(platform.clock().millis()));
    every(COMPLAIN_EVERY, "complaints", stations.complaints()::round);
    allowances.ifPresent(this::startAllowing);
  }

  private void startAllowing(Allowances each) {
    for (EscalationStore.Unsent verdict : escalations.latest(COSTS_READ).reversed()) {
      noteCost(verdict.station(), verdict.message());
    }
    allowing
        .every(
            ALLOW_EVERY,
            "allowances",
            () -> {
              each.round();
              meters.allowances(each.told());
            })
        .countedBy(platform.meters());
  }

  private void noteCost(StationId station, VerdictMessage verdict) {
    boolean answered =
        verdict.answeredBy() == VerdictMessage.AnsweredBy.PROVIDER
            || verdict.answeredBy() == VerdictMessage.AnsweredBy.CACHE;
    if (answered && verdict.currency().equals(settings.currency().getCurrencyCode())) {
      costs.note(station, verdict.costMicros());
    }
  }

  /** Stations are told what this money still pays for. Before {@link #start}. */
  public void paceBy(StationPurse purse) {
    allowances =
        Optional.of(
            new Allowances(
                purse,
                costs,
                new AllowanceNumbers(money),
                stations,
                gate::roster,
                link,
                platform.clock()));
  }

  /** What escalations cost before tells less than what they cost from now on. */
  public void pricesChanged() {
    costs.pricesChanged();
  }

  /** Stations are served as another configuration names them, from the next message on. */
  public void admit(Roster roster) {
    gate.admit(roster);
  }

  /** Somebody raised a cap: whatever waits for money is asked about again. */
  public void moneyAgain() {
    int woken = retries.moneyAgain();
    if (woken > 0) {
      LOG.info("a cap was raised: escalations that waited for money are taken up count={}", woken);
    }
  }

  /** Requests for verdicts, charged to the station's account. */
  private GatewayOutcome accounted(GatewayRequest request) {
    if (!(request.caller() instanceof Caller.Station(var at, var line, var station, var _))) {
      return gateway.handle(request);
    }
    GatewayOutcome outcome =
        gateway.handle(
            request.of(
                new Caller.Station(at, line, station, gate.roster().account(line, station))));
    if (outcome instanceof GatewayOutcome.Answered(var _, Trail trail)) {
      trail
          .cost()
          .or(() -> Optional.of(Money.zero(settings.currency())))
          .filter(cost -> cost.currency().equals(settings.currency()))
          .ifPresent(cost -> costs.note(new StationId(at, line, station), cost.micros()));
    }
    return outcome;
  }

  private void twins(StationId station) {
    String message =
        "two processes use the name of station "
            + station
            + ", and each misses verdicts of its own; stop one, or give it a name of its own";
    LOG.error("{}", message);
    meters.twins();
    platform
        .alerts()
        .accept(
            new Alert(
                platform.clock().instant(), Alert.Kind.TWO_STATIONS, station.toString(), message));
  }

  private List<String> filters() {
    return List.of(
        Topic.filter(settings.plant(), Topic.UpChannel.FRAME),
        Topic.filter(settings.plant(), Topic.UpChannel.REPLAY),
        Topic.filter(settings.plant(), Topic.UpChannel.CONFIRM),
        Topic.filter(settings.plant(), Topic.UpChannel.META),
        Topic.filter(settings.plant(), Topic.UpChannel.HEALTH),
        Topic.stateFilter(settings.plant()));
  }

  /** The clock may have been set while the hub was not there. */
  private void sinceLastTime() {
    long now = platform.clock().millis();
    long last = escalations.clockSeen().orElse(now);
    if (now < last - SteadyClock.JUMP.toMillis()) {
      LOG.warn(
          "the wall clock stands {} s before where it stood when the hub last ran; what waits waits"
              + " no longer for it",
          (last - now) / 1_000);
      platform.clock().doubt();
      escalations.shift(now - last, now);
    } else if (now > last + LONG_STOP.toMillis()) {
      LOG.info(
          "the hub was away for {} s: for an hour nothing is given up for its age",
          (now - last) / 1_000);
      platform.clock().doubt();
    }
    escalations.clockSeen(now);
  }

  /** The wall clock jumped: what is open keeps its age and its time to wait. */
  public void jumped(Duration by) {
    escalations.shift(by.toMillis(), platform.clock().millis() + by.toMillis());
  }

  /** Stations that may still wait for them come first. */
  private void resume() {
    List<EscalationStore.Case> left = escalations.queued();
    long now = platform.clock().millis();
    for (EscalationStore.Case file : left) {
      boolean late = file.late(now);
      Duration limit =
          late ? settings.escalations().replayLimit() : Duration.ofMillis(file.deadlineMs() - now);
      judgingQueue.add(
          new JudgingQueue.Entry(
              file,
              late ? RequestLane.REPLAY : RequestLane.LIVE,
              Deadline.after(limit, platform.clock().ticker())));
    }
    meters.resumed(left.size());
    if (!left.isEmpty()) {
      LOG.info("taking up escalations that were not judged count={}", left.size());
    }
  }

  private void every(Duration pause, String name, Runnable round) {
    rounds.every(pause, name, round).countedBy(platform.meters());
  }

  private void forget() {
    if (!platform.clock().believed()) {
      return;
    }
    long oldest =
        platform.clock().instant().minus(settings.escalations().evidenceKept()).toEpochMilli();
    evidence.forget(oldest, escalations.picturesNeeded(), settings.escalations().evidenceBytes());
    var _ = paidAnswers.forgetBefore(oldest);
  }

  /** Whether the broker is connected. */
  public boolean connected() {
    return link.connected();
  }

  /** What is wrong with the way to the broker, in words; empty while nothing is known to be. */
  public Optional<String> brokerTrouble() {
    return link.trouble();
  }

  /** Whether the last thing heard of providers is that one answers. */
  public boolean providersReachable() {
    return retries.reachable();
  }

  /** Ids of all escalations by state: queued, waiting, decided. For audits; reads everything. */
  public Map<String, List<UUID>> escalationsByState() {
    return escalations.byState();
  }

  /** The gateway requests that an escalation caused, in order; empty if it is not known. */
  public List<UUID> requestsOf(UUID escalation) {
    return escalations.requests(escalation);
  }

  /** The verdict on an escalation, final or provisional. */
  public Optional<VerdictMessage> verdictOn(UUID escalation) {
    return escalations.verdict(escalation);
  }

  /** Numbers of unfinished escalations and verdicts. */
  public Open open() {
    EscalationStore.Open open = escalations.open();
    return new Open(open.queued(), open.waiting(), open.unconfirmed());
  }

  /**
   * What is not finished.
   *
   * @param queued to be judged now
   * @param waiting to be judged again
   * @param unconfirmed verdicts that their station has not confirmed
   */
  public record Open(long queued, long waiting, long unconfirmed) {}

  /** The stations heard of since the start. */
  public List<StationView> stations() {
    Map<StationId, Extent> told = allowances.map(Allowances::told).orElse(Map.of());
    return stations.all().stream()
        .map(
            seen ->
                new StationView(
                    seen.station(),
                    seen.state().map(s -> s.online()).orElse(true),
                    seen.lastHeard(),
                    seen.health().map(h -> h.frames()).orElse(0L),
                    seen.health().map(h -> h.queuedRows()).orElse(0L),
                    seen.escalations(),
                    stations.twins(seen, platform.clock().instant()),
                    seen.health().map(h -> h.standing()).orElse(List.of()),
                    Optional.ofNullable(told.get(seen.station())),
                    seen.health()))
        .toList();
  }

  /**
   * One station as the console shows it.
   *
   * @param twins whether two processes use its name
   * @param standing where its views stand that buy their autonomy, a sentence each
   * @param allowance what it was told that the budgets still pay for, if it was
   * @param health its last pulse
   */
  public record StationView(
      StationId station,
      boolean online,
      Instant lastHeard,
      long frames,
      long queued,
      long escalations,
      boolean twins,
      List<String> standing,
      Optional<Extent> allowance,
      Optional<Health> health) {}

  /** The last verdicts, newest first. */
  public List<VerdictView> latestVerdicts(int limit) {
    return escalations.latest(limit).stream()
        .map(v -> new VerdictView(v.station(), v.message(), v.message().verdict()))
        .toList();
  }

  /** One verdict as the console shows it. */
  public record VerdictView(StationId station, VerdictMessage message, Verdict verdict) {}

  /** Stops listening, lets what is judged be abandoned, and keeps everything else for later. */
  @Override
  public void close() {
    link.close();
    allowing.close();
    rounds.close();
    judgingQueue.close();
    runs.storeLate();
  }
}
