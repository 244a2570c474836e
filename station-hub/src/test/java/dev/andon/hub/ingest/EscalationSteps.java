package dev.andon.hub.ingest;

import dev.andon.hub.store.Store;
import dev.andon.wire.Box;
import dev.andon.wire.Confirmation;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.Meta;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Region;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import dev.andon.wire.UuidV7;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** What is done to the rows of escalations, step by step, for whoever breaks the disk meanwhile. */
public final class EscalationSteps {
  private static final StationId STATION = StationId.parse("plant-1/line-1/cam-1");
  private static final Clock CLOCK = Clock.systemUTC();

  private final EscalationStore escalations;
  private final EvidenceStore evidence;
  private final Random random = new Random(11);
  private final UuidV7 ids = new UuidV7(CLOCK, random);

  /** On two stores with the schema of ingest and of evidence. */
  public EscalationSteps(Store money, Store evidence) {
    this.escalations = new EscalationStore(money);
    this.evidence = new EvidenceStore(evidence, CLOCK);
  }

  /** Each may be done any number of times. */
  public Map<String, Runnable> steps() {
    Map<String, Runnable> steps = new LinkedHashMap<>();
    steps.put("an escalation is taken, twice", this::takenTwice);
    steps.put("an escalation is judged", () -> judged(false));
    steps.put("an escalation waits", () -> judged(true));
    steps.put("a verdict is sent and confirmed", this::sent);
    steps.put("a batch of a station is kept", this::batch);
    steps.put("evidence is forgotten", this::forgotten);
    steps.put("cases are looked at", this::looks);
    return steps;
  }

  private EscalationStore.Case taken() {
    Escalation escalation = escalation();
    evidence.keep(escalation);
    return ((EscalationStore.Taken.New) escalations.take(escalation, now())).file();
  }

  private void takenTwice() {
    Escalation escalation = escalation();
    evidence.keep(escalation);
    var _ = escalations.take(escalation, now());
    var _ = escalations.take(escalation, now());
    var _ = escalations.find(escalation.id());
  }

  private VerdictMessage judged(boolean provisional) {
    EscalationStore.Case file = taken();
    EscalationStore.Run run =
        ((EscalationStore.Begun.Started) escalations.begin(file.id(), ids::next, now())).run();
    var _ = evidence.find(file.id()).orElseThrow();
    VerdictMessage verdict =
        new VerdictMessage(
            file.id(),
            provisional
                ? new Verdict.Inconclusive(Verdict.Reason.DEADLINE, "later")
                : new Verdict.Pass(),
            provisional,
            false,
            VerdictMessage.AnsweredBy.NOBODY,
            "",
            0,
            "EUR",
            run.request().uuid(),
            CLOCK.instant());
    var _ = escalations.end(file, run, "tested", verdict, now());
    var _ = escalations.due(now(), 10);
    return verdict;
  }

  private void sent() {
    VerdictMessage verdict = judged(false);
    var _ = escalations.unsent(now() + 60_000, 10);
    escalations.sent(verdict, now());
    escalations.sendSoon(STATION, now());
    var _ = escalations.confirm(STATION, new Confirmation(verdict.escalationId(), false), now());
    escalations.giveUp(verdict);
  }

  private void batch() {
    var _ =
        escalations.keep(
            new Meta(
                ids.next(),
                STATION,
                new Stamp(UUID.randomUUID(), Instant.EPOCH, 0),
                List.of(new Meta.Skipped(Instant.EPOCH, "folder", "torn"))),
            now());
  }

  private void forgotten() {
    evidence.quarantine("topic", "problem", "detail", new byte[10], 10);
    var _ = evidence.quarantined();
    var _ = evidence.picture("0");
    var _ = evidence.forget(now() - 60_000, escalations.picturesNeeded(), Long.MAX_VALUE);
  }

  private void looks() {
    var _ = escalations.open();
    var _ = escalations.latest(5);
    var _ = escalations.queued();
    var _ = escalations.byState();
    UUID unknown = ids.next();
    var _ = escalations.requests(unknown);
    var _ = escalations.verdict(unknown);
  }

  private static long now() {
    return CLOCK.millis();
  }

  private Escalation escalation() {
    byte[] bytes = new byte[300];
    random.nextBytes(bytes);
    return new Escalation(
        ids.next(),
        STATION,
        1,
        new Stamp(UUID.randomUUID(), Instant.EPOCH, 0),
        5_000,
        Lane.LIVE,
        "part-1",
        "bracket",
        "top",
        new ModelVersion("student", "1", "andon-pre-1"),
        List.of(new Region(3, new Box(110, 210, 150, 250), List.of(), new float[0])),
        Image.of("image/jpeg", new Box(100, 200, 300, 400), bytes));
  }
}
