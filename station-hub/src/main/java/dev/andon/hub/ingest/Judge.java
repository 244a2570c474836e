package dev.andon.hub.ingest;

import dev.andon.hub.billing.Past;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.gateway.Gateway;
import dev.andon.hub.ingest.verdict.Ruling;
import dev.andon.hub.ingest.verdict.RulingPolicy;
import dev.andon.hub.ingest.verdict.VerdictPrompt;
import dev.andon.hub.money.Money;
import dev.andon.hub.request.Attributes;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.Door;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.Lane;
import dev.andon.hub.request.Namespace;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.request.Trail;
import dev.andon.hub.store.LateWrites;
import dev.andon.hub.store.StoreException;
import dev.andon.hub.time.SteadyClock;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has one escalation judged through the gateway and stores what came of it. Thread-safe. */
final class Judge {
  private static final Logger LOG = LoggerFactory.getLogger(Judge.class);

  /** After which a run that came to no end is followed by another. */
  private static final Duration AFTER_A_BREAK = Duration.ofSeconds(5);

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
  private final PastRequests past;
  private final LateWrites unstored = new LateWrites();
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
      PastRequests past) {
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
    this.past = past;
    this.policy = config.rulingPolicy();
  }

  /** Judges an escalation unless it is decided already or being judged. */
  void judge(Docket.Entry entry) {
    switch (begin(entry)) {
      case Cases.Begun.Decided _, Cases.Begun.Underway _ -> backlog.done(entry);
      case Cases.Begun.Started(Cases.Run run) -> judge(entry, run);
    }
  }

  private Cases.Begun begin(Docket.Entry entry) {
    try {
      return cases.begin(entry.file().id(), ids::next, clock.millis());
    } catch (StoreException refused) {
      backlog.again(entry);
      throw refused;
    }
  }

  private void judge(Docket.Entry entry, Cases.Run run) {
    boolean concluded = false;
    try {
      conclusion(entry, run).run();
      concluded = true;
    } finally {
      if (!concluded) {
        breakOff(entry, run);
      }
    }
  }

  /** The next run looks at what this one has paid for. */
  private void breakOff(Docket.Entry entry, Cases.Run run) {
    UUID id = entry.file().id();
    long nextTryMs = clock.millis() + AFTER_A_BREAK.toMillis();
    unstored.write(
        "run broken off escalation=" + id,
        () -> {
          cases.breakOff(id, run, nextTryMs);
          backlog.done(entry);
        });
  }

  /** Asks, and says how what came of it is stored. */
  private Runnable conclusion(Docket.Entry entry, Cases.Run run) {
    Optional<Escalation> escalation = evidence.find(entry.file().id());
    if (escalation.isEmpty()) {
      Verdict gone = new Verdict.Inconclusive(Reason.UNREADABLE, "its picture is no longer kept");
      return last(
          entry, run, new Ruling.Final("evidence_gone", gone, AnsweredBy.NOBODY), Origin.of(run));
    }
    return switch (found(run)) {
      case Past.Answered answer -> recovered(entry, run, escalation.get(), answer);
      case Past.Unknown _ when !past.mayAskAgain() ->
          last(entry, run, policy.cutShort(), Origin.of(run));
      case Past.Unknown _, Past.Nothing _ -> asked(entry, run, escalation.get());
    };
  }

  /** What earlier runs that were cut short have left: an answer before a doubt. */
  private Past found(Cases.Run run) {
    Past found = new Past.Nothing();
    for (RequestId request : run.interrupted()) {
      switch (past.of(request)) {
        case Past.Answered answer -> {
          meters.cutShort("answer");
          return answer;
        }
        case Past.Unknown unknown -> {
          meters.cutShort("unknown");
          LOG.warn("request cut short, its outcome is not known request={}", request);
          found = unknown;
        }
        case Past.Nothing _ -> meters.cutShort("nothing");
      }
    }
    return found;
  }

  private Runnable recovered(
      Docket.Entry entry, Cases.Run run, Escalation escalation, Past.Answered answer) {
    return last(
        entry,
        run,
        policy.recovered(answer.text(), escalation.image().crop()),
        new Origin(answer.candidate(), Optional.of(answer.cost()), answer.request()));
  }

  private Runnable asked(Docket.Entry entry, Cases.Run run, Escalation escalation) {
    GatewayOutcome outcome;
    try (DueNotice _ = dueNotice(entry, run)) {
      outcome = gateway.handle(request(entry, run.request(), escalation));
    }
    note(entry.file().station(), outcome);
    Ruling ruling = policy.rule(outcome, run.run(), escalation.image().crop(), clock.instant());
    return conclusion(entry, run, ruling, Origin.of(run, outcome.trail()));
  }

  /** Stores, in this process or never, what disks refuse at first. Called by one thread. */
  void storeLate() {
    unstored.round();
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
    return message(file, verdict, true, AnsweredBy.NOBODY, Origin.of(run));
  }

  /** Who answered, at what cost, to which request. */
  private record Origin(String model, Optional<Money> cost, RequestId request) {
    static Origin of(Cases.Run run) {
      return new Origin("", Optional.empty(), run.request());
    }

    static Origin of(Cases.Run run, Trail trail) {
      return new Origin(
          trail.answering().map(Trail.Attempt::candidate).orElse(""), trail.cost(), run.request());
    }
  }

  private GatewayRequest request(Docket.Entry entry, RequestId id, Escalation escalation) {
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
        escalation.image().bytes().length + aside.stream().mapToLong(Judge::bytes).sum(),
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
      backlog.reachable(true);
    }
    if (outcome instanceof GatewayOutcome.Refused(Refusal.Budget budget, Trail _)) {
      pause.note(station.line(), budget);
    }
  }

  private Runnable conclusion(Docket.Entry entry, Cases.Run run, Ruling ruling, Origin origin) {
    return switch (ruling) {
      case Ruling.Final last -> last(entry, run, last, origin);
      case Ruling.Later later -> later(entry, run, later, origin);
      case Ruling.Abandoned _ ->
          () -> LOG.debug("escalation left for the next start id={}", entry.file().id());
    };
  }

  private Runnable last(Docket.Entry entry, Cases.Run run, Ruling.Final last, Origin origin) {
    VerdictMessage verdict =
        message(entry.file(), last.verdict(), false, last.answeredBy(), origin);
    return () -> store(entry, run, last.outcome(), verdict, 0);
  }

  private Runnable later(Docket.Entry entry, Cases.Run run, Ruling.Later later, Origin origin) {
    if (later.unreachable()) {
      backlog.reachable(false);
    }
    Instant now = clock.instant();
    if (clock.isOlder(Instant.ofEpochMilli(entry.file().receivedMs()), config.unansweredKept())) {
      return last(
          entry,
          run,
          new Ruling.Final(later.outcome(), later.verdict(), AnsweredBy.NOBODY),
          origin);
    }
    VerdictMessage provisional =
        message(entry.file(), later.verdict(), true, AnsweredBy.NOBODY, origin);
    long nextTryMs = now.plus(later.after()).toEpochMilli();
    return () -> store(entry, run, later.outcome(), provisional, nextTryMs);
  }

  private VerdictMessage message(
      Cases.Case file, Verdict verdict, boolean provisional, AnsweredBy by, Origin origin) {
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

  /** The run stays open until this is on disk: nobody is asked again for what is known. */
  private void store(
      Docket.Entry entry, Cases.Run run, String outcome, VerdictMessage verdict, long nextTryMs) {
    unstored.write(
        "verdict escalation=" + entry.file().id(),
        () -> {
          boolean fresh = cases.end(entry.file(), run, outcome, verdict, nextTryMs);
          backlog.done(entry);
          if (fresh) {
            stored(entry.file(), run, outcome, verdict);
          }
        });
  }

  private void stored(Cases.Case file, Cases.Run run, String outcome, VerdictMessage verdict) {
    Duration sinceReceived =
        verdict.decidedAt().isBefore(Instant.ofEpochMilli(file.receivedMs()))
            ? Duration.ZERO
            : Duration.between(Instant.ofEpochMilli(file.receivedMs()), verdict.decidedAt());
    meters.decided(Cases.kind(verdict.verdict()), verdict, sinceReceived);
    LOG.debug("escalation judged id={} run={} outcome={}", file.id(), run.run(), outcome);
    postman.send(file.station(), verdict);
  }
}
