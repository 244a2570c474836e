package dev.andon.hub.ingest;

import dev.andon.hub.exchange.Attributes;
import dev.andon.hub.exchange.Caller;
import dev.andon.hub.exchange.Deadline;
import dev.andon.hub.exchange.Door;
import dev.andon.hub.exchange.GatewayOutcome;
import dev.andon.hub.exchange.GatewayRequest;
import dev.andon.hub.exchange.Lane;
import dev.andon.hub.exchange.ModelName;
import dev.andon.hub.exchange.Money;
import dev.andon.hub.exchange.Namespace;
import dev.andon.hub.exchange.Refusal;
import dev.andon.hub.exchange.RequestId;
import dev.andon.hub.exchange.SteadyClock;
import dev.andon.hub.exchange.Ticker;
import dev.andon.hub.exchange.Trail;
import dev.andon.hub.gateway.Gateway;
import dev.andon.wire.Escalation;
import dev.andon.wire.StationId;
import dev.andon.wire.UuidV7;
import dev.andon.wire.Verdict;
import dev.andon.wire.Verdict.Reason;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.VerdictMessage.AnsweredBy;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has one escalation judged through the gateway and stores what came of it. Thread-safe. */
final class Judge {
  private static final Logger LOG = LoggerFactory.getLogger(Judge.class);

  private final IngestConfig config;
  private final Currency currency;
  private final Gateway gateway;
  private final Cases cases;
  private final Evidence evidence;
  private final Backlog backlog;
  private final Postman postman;
  private final BudgetPause pause;
  private final IngestMeters meters;
  private final SteadyClock clock;
  private final UuidV7 ids;
  private final Ticker ticker;
  private final Predicate<RequestId> paidFor;
  private final RulingPolicy policy;

  Judge(
      IngestConfig config,
      Currency currency,
      Gateway gateway,
      Cases cases,
      Evidence evidence,
      Backlog backlog,
      Postman postman,
      BudgetPause pause,
      IngestMeters meters,
      SteadyClock clock,
      UuidV7 ids,
      Ticker ticker,
      Predicate<RequestId> paidFor) {
    this.config = config;
    this.currency = currency;
    this.gateway = gateway;
    this.cases = cases;
    this.evidence = evidence;
    this.backlog = backlog;
    this.postman = postman;
    this.pause = pause;
    this.meters = meters;
    this.clock = clock;
    this.ids = ids;
    this.ticker = ticker;
    this.paidFor = paidFor;
    this.policy = config.rulingPolicy();
  }

  /** Judges an escalation unless it is decided already. */
  void judge(Docket.Entry entry) {
    Cases.Case file = entry.file();
    try {
      Optional<Cases.Run> run = cases.begin(file.id(), ids::next, clock.millis());
      if (run.isPresent()) {
        judge(entry, run.get());
      }
    } finally {
      backlog.done(file.id());
    }
  }

  private void judge(Docket.Entry entry, Cases.Run run) {
    Cases.Case file = entry.file();
    Optional<Escalation> escalation = evidence.find(file.id());
    if (escalation.isEmpty()) {
      Verdict gone = new Verdict.Inconclusive(Reason.UNREADABLE, "its picture is no longer kept");
      conclude(file, run, new Ruling.Final("evidence_gone", gone, AnsweredBy.NOBODY), noTrail());
      return;
    }
    boolean paid = run.interrupted().filter(paidFor).isPresent();
    Deadline deadline = paid ? Deadline.after(Duration.ZERO, ticker) : entry.deadline();
    GatewayOutcome outcome;
    try (DueNotice _ = dueNotice(entry, run)) {
      outcome = gateway.handle(request(entry, run.request(), escalation.get(), deadline));
    }
    note(file.station(), outcome);
    Ruling ruling =
        paid && !(outcome instanceof GatewayOutcome.Answered)
            ? lost()
            : policy.rule(outcome, run.run(), escalation.get().image().crop(), clock.instant());
    conclude(file, run, ruling, Optional.of(outcome.trail()));
  }

  /** Tells the station in time that it has to decide by itself; the answer may still come. */
  private DueNotice dueNotice(Docket.Entry entry, Cases.Run run) {
    return entry.lane() == Lane.LIVE
        ? DueNotice.at(
            entry.deadline(), () -> postman.send(entry.file().station(), notYet(entry.file(), run)))
        : DueNotice.NONE;
  }

  private VerdictMessage notYet(Cases.Case file, Cases.Run run) {
    Verdict verdict = new Verdict.Inconclusive(Reason.DEADLINE, "no provider has answered yet");
    return message(file, run, verdict, true, AnsweredBy.NOBODY, noTrail());
  }

  /**
   * The hub was stopped between paying for the answer and storing it. With no time left only the
   * cache can answer; where it cannot, nobody is paid a second time.
   */
  private static Ruling lost() {
    Verdict unknown =
        new Verdict.Inconclusive(
            Reason.OUTCOME_UNKNOWN, "the answer was paid for and lost when the hub was stopped");
    return new Ruling.Final("answer_lost", unknown, AnsweredBy.NOBODY);
  }

  private static Optional<Trail> noTrail() {
    return Optional.empty();
  }

  private GatewayRequest request(
      Docket.Entry entry, RequestId id, Escalation escalation, Deadline deadline) {
    StationId station = escalation.station();
    VerdictPrompt prompt = VerdictPrompt.choose(config.wordings(), escalation.variant());
    return new GatewayRequest(
        id,
        Door.MQTT,
        new Caller.Station(station.plant(), station.line(), station.station()),
        entry.lane(),
        new Attributes(
            Map.of(
                "plant", station.plant(),
                "line", station.line(),
                "station", station.station(),
                "variant", escalation.variant(),
                "view", escalation.view())),
        namespace(escalation, prompt),
        Optional.of(deadline),
        escalation.image().bytes().length,
        prompt.ask(escalation, new ModelName(config.model())));
  }

  /** Blank fields cannot separate anything: without them there is no namespace and no cache. */
  private static Optional<Namespace> namespace(Escalation escalation, VerdictPrompt prompt) {
    if (escalation.variant().isBlank() || escalation.view().isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        new Namespace(
            Map.of(
                "plant", escalation.station().plant(),
                "line", escalation.station().line(),
                "variant", escalation.variant(),
                "view", escalation.view(),
                "prompt", prompt.version())));
  }

  private void note(StationId station, GatewayOutcome outcome) {
    if (outcome instanceof GatewayOutcome.Answered answered
        && answered.trail().cache().status() != Trail.CacheStatus.HIT) {
      backlog.reachable(true);
    }
    if (outcome instanceof GatewayOutcome.Refused(Refusal.Budget budget, Trail _)) {
      pause.note(station.line(), budget);
    }
  }

  private void conclude(Cases.Case file, Cases.Run run, Ruling ruling, Optional<Trail> trail) {
    switch (ruling) {
      case Ruling.Final last ->
          store(file, run, last.outcome(), message(file, run, last, trail), 0);
      case Ruling.Later later -> later(file, run, later, trail);
      case Ruling.Abandoned _ -> LOG.debug("escalation left for the next start id={}", file.id());
    }
  }

  private void later(Cases.Case file, Cases.Run run, Ruling.Later later, Optional<Trail> trail) {
    if (later.unreachable()) {
      backlog.reachable(false);
    }
    Instant now = clock.instant();
    if (clock.isOlder(Instant.ofEpochMilli(file.receivedMs()), config.unansweredKept())) {
      Ruling.Final last = new Ruling.Final(later.outcome(), later.verdict(), AnsweredBy.NOBODY);
      store(file, run, last.outcome(), message(file, run, last, trail), 0);
      return;
    }
    VerdictMessage provisional =
        message(file, run, later.verdict(), true, AnsweredBy.NOBODY, trail);
    store(file, run, later.outcome(), provisional, now.plus(later.after()).toEpochMilli());
  }

  private VerdictMessage message(
      Cases.Case file, Cases.Run run, Ruling.Final last, Optional<Trail> trail) {
    return message(file, run, last.verdict(), false, last.answeredBy(), trail);
  }

  private VerdictMessage message(
      Cases.Case file,
      Cases.Run run,
      Verdict verdict,
      boolean provisional,
      AnsweredBy by,
      Optional<Trail> trail) {
    Optional<Money> cost = trail.flatMap(Trail::cost);
    Instant now = clock.instant();
    return new VerdictMessage(
        file.id(),
        verdict,
        provisional,
        file.late(now.toEpochMilli()),
        by,
        trail.flatMap(Trail::answering).map(Trail.Attempt::candidate).orElse(""),
        cost.map(Money::micros).orElse(0L),
        cost.map(Money::currency).orElse(currency).getCurrencyCode(),
        run.request().uuid(),
        now);
  }

  private void store(
      Cases.Case file, Cases.Run run, String outcome, VerdictMessage verdict, long nextTryMs) {
    if (!cases.end(file, run, outcome, verdict, nextTryMs)) {
      return;
    }
    Duration sinceReceived =
        verdict.decidedAt().isBefore(Instant.ofEpochMilli(file.receivedMs()))
            ? Duration.ZERO
            : Duration.between(Instant.ofEpochMilli(file.receivedMs()), verdict.decidedAt());
    meters.decided(Cases.kind(verdict.verdict()), verdict, sinceReceived);
    LOG.debug("escalation judged id={} run={} outcome={}", file.id(), run.run(), outcome);
    postman.send(file.station(), verdict);
  }
}
