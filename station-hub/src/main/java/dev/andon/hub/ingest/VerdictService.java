package dev.andon.hub.ingest;

import dev.andon.hub.billing.Past;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.gateway.Gateway;
import dev.andon.hub.ingest.verdict.Decision;
import dev.andon.hub.ingest.verdict.DecisionPolicy;
import dev.andon.hub.ingest.verdict.VerdictPrompt;
import dev.andon.hub.money.Money;
import dev.andon.hub.request.Attributes;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.Door;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.Namespace;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.request.RequestLane;
import dev.andon.hub.request.Trail;
import dev.andon.hub.time.SteadyClock;
import dev.andon.wire.Escalation;
import dev.andon.wire.StationId;
import dev.andon.wire.Verdict;
import dev.andon.wire.Verdict.Reason;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.VerdictMessage.AnsweredBy;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has one escalation judged through the gateway and stores what came of it. Thread-safe. */
final class VerdictService {
  private static final Logger LOG = LoggerFactory.getLogger(VerdictService.class);

  private final IngestConfig config;
  private final Currency currency;
  private final Gateway gateway;
  private final EvidenceStore evidence;
  private final EscalationRuns runs;
  private final RetryScheduler retries;
  private final SteadyClock clock;
  private final DecisionPolicy policy;

  /**
   * Prepares to judge.
   *
   * @param currency of verdicts that cost nothing
   */
  VerdictService(
      IngestConfig config,
      Currency currency,
      Gateway gateway,
      EvidenceStore evidence,
      EscalationRuns runs,
      RetryScheduler retries,
      SteadyClock clock) {
    this.config = config;
    this.currency = currency;
    this.gateway = gateway;
    this.evidence = evidence;
    this.runs = runs;
    this.retries = retries;
    this.clock = clock;
    this.policy = config.rulingPolicy();
  }

  /** Judges an escalation unless it is decided already or being judged. */
  void judge(JudgingQueue.Entry entry) {
    runs.begin(entry).ifPresent(run -> judge(entry, run));
  }

  private void judge(JudgingQueue.Entry entry, EscalationStore.Run run) {
    boolean concluded = false;
    try {
      conclusion(entry, run).run();
      concluded = true;
    } finally {
      if (!concluded) {
        runs.breakOff(entry, run);
      }
    }
  }

  /** Asks, and says how what came of it is stored. */
  private Runnable conclusion(JudgingQueue.Entry entry, EscalationStore.Run run) {
    Optional<Escalation> escalation = evidence.find(entry.file().id());
    if (escalation.isEmpty()) {
      Verdict gone = new Verdict.Inconclusive(Reason.UNREADABLE, "its picture is no longer kept");
      return last(
          entry, run, new Decision.Final("evidence_gone", gone, AnsweredBy.NOBODY), Origin.of(run));
    }
    return switch (runs.found(run)) {
      case Past.Answered answer -> recovered(entry, run, escalation.get(), answer);
      case Past.Unknown _ when !runs.mayAskAgain() ->
          last(entry, run, policy.cutShort(), Origin.of(run));
      case Past.Unknown _, Past.Nothing _ -> asked(entry, run, escalation.get());
    };
  }

  private Runnable recovered(
      JudgingQueue.Entry entry,
      EscalationStore.Run run,
      Escalation escalation,
      Past.Answered answer) {
    return last(
        entry,
        run,
        policy.recovered(answer.text(), escalation.image().crop()),
        new Origin(answer.candidate(), Optional.of(answer.cost()), answer.request()));
  }

  private Runnable asked(JudgingQueue.Entry entry, EscalationStore.Run run, Escalation escalation) {
    GatewayOutcome outcome;
    try (DeadlineTimer _ = dueNotice(entry, run)) {
      outcome = gateway.handle(request(entry, run.request(), escalation));
    }
    note(entry.file().station(), outcome);
    Decision decision = policy.rule(outcome, run.run(), escalation.image().crop(), clock.instant());
    return conclusion(entry, run, decision, Origin.of(run, outcome.trail()));
  }

  /** Tells the station in time that it has to decide by itself; the answer may still come. */
  private DeadlineTimer dueNotice(JudgingQueue.Entry entry, EscalationStore.Run run) {
    return entry.lane() == RequestLane.LIVE
        ? DeadlineTimer.at(
            entry.deadline(), () -> runs.tell(entry.file(), notYet(entry.file(), run)))
        : DeadlineTimer.NONE;
  }

  private VerdictMessage notYet(EscalationStore.Case file, EscalationStore.Run run) {
    Verdict verdict = new Verdict.Inconclusive(Reason.DEADLINE, "no provider has answered yet");
    return message(file, verdict, true, AnsweredBy.NOBODY, Origin.of(run));
  }

  /** Who answered, at what cost, to which request. */
  private record Origin(String model, Optional<Money> cost, RequestId request) {
    static Origin of(EscalationStore.Run run) {
      return new Origin("", Optional.empty(), run.request());
    }

    static Origin of(EscalationStore.Run run, Trail trail) {
      return new Origin(
          trail.answering().map(Trail.Attempt::candidate).orElse(""), trail.cost(), run.request());
    }
  }

  private GatewayRequest request(JudgingQueue.Entry entry, RequestId id, Escalation escalation) {
    StationId station = escalation.station();
    VerdictPrompt prompt = VerdictPrompt.choose(config.wordings(), escalation.variant());
    List<Part> aside = config.compares() ? VerdictPrompt.aside(escalation) : List.of();
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
        Optional.of(entry.deadline()),
        escalation.image().bytes().length + aside.stream().mapToLong(VerdictService::bytes).sum(),
        prompt.ask(escalation, new ModelName(config.model())),
        aside);
  }

  private static long bytes(Part part) {
    return part instanceof Part.InlineImage image ? image.image().decodedLength() : 0;
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
      retries.reachable(true);
    }
    if (outcome instanceof GatewayOutcome.Refused(Refusal.Budget budget, Trail _)) {
      retries.outOfMoney(station.line(), budget);
    }
  }

  private Runnable conclusion(
      JudgingQueue.Entry entry, EscalationStore.Run run, Decision decision, Origin origin) {
    return switch (decision) {
      case Decision.Final last -> last(entry, run, last, origin);
      case Decision.Later later -> later(entry, run, later, origin);
      case Decision.Abandoned _ ->
          () -> LOG.debug("escalation left for the next start id={}", entry.file().id());
    };
  }

  private Runnable last(
      JudgingQueue.Entry entry, EscalationStore.Run run, Decision.Final last, Origin origin) {
    VerdictMessage verdict =
        message(entry.file(), last.verdict(), false, last.answeredBy(), origin);
    return () -> runs.end(entry, run, last.outcome(), verdict, 0);
  }

  private Runnable later(
      JudgingQueue.Entry entry, EscalationStore.Run run, Decision.Later later, Origin origin) {
    if (later.unreachable()) {
      retries.reachable(false);
    }
    Instant now = clock.instant();
    if (clock.isOlder(Instant.ofEpochMilli(entry.file().receivedMs()), config.unansweredKept())) {
      return last(
          entry,
          run,
          new Decision.Final(later.outcome(), later.verdict(), AnsweredBy.NOBODY),
          origin);
    }
    VerdictMessage provisional =
        message(entry.file(), later.verdict(), true, AnsweredBy.NOBODY, origin);
    long nextTryMs = now.plus(later.after()).toEpochMilli();
    return () -> runs.end(entry, run, later.outcome(), provisional, nextTryMs);
  }

  private VerdictMessage message(
      EscalationStore.Case file,
      Verdict verdict,
      boolean provisional,
      AnsweredBy by,
      Origin origin) {
    Instant now = clock.instant();
    return new VerdictMessage(
        file.id(),
        verdict,
        provisional,
        file.late(now.toEpochMilli()),
        by,
        origin.model(),
        origin.cost().map(Money::micros).orElse(0L),
        origin.cost().map(Money::currency).orElse(currency).getCurrencyCode(),
        origin.request().uuid(),
        now);
  }
}
