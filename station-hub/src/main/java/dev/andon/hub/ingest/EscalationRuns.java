package dev.andon.hub.ingest;

import dev.andon.hub.billing.Past;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.LateWrites;
import dev.andon.hub.store.StoreException;
import dev.andon.wire.UuidV7;
import dev.andon.wire.VerdictMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs in which escalations are judged, on disk: begun before anybody is asked, ended with the
 * verdict that came of it, or broken off. Thread-safe.
 */
final class EscalationRuns {
  private static final Logger LOG = LoggerFactory.getLogger(EscalationRuns.class);

  /** After which a run that came to no end is followed by another. */
  private static final Duration AFTER_A_BREAK = Duration.ofSeconds(5);

  private final EscalationStore escalations;
  private final PastRequests past;
  private final RetryScheduler retries;
  private final VerdictSender verdictSender;
  private final IngestMeters meters;
  private final InstantSource clock;
  private final UuidV7 ids;
  private final LateWrites unstored = new LateWrites();

  /**
   * Works on the files of one hub.
   *
   * @param past what the books know of requests that an earlier process did not live to finish
   * @param ids of requests
   */
  EscalationRuns(
      EscalationStore escalations,
      PastRequests past,
      RetryScheduler retries,
      VerdictSender verdictSender,
      IngestMeters meters,
      InstantSource clock,
      UuidV7 ids) {
    this.escalations = escalations;
    this.past = past;
    this.retries = retries;
    this.verdictSender = verdictSender;
    this.meters = meters;
    this.clock = clock;
    this.ids = ids;
  }

  /** A run, if the escalation is neither decided nor being judged. */
  Optional<EscalationStore.Run> begin(JudgingQueue.Entry entry) {
    return switch (begun(entry)) {
      case EscalationStore.Begun.Decided _, EscalationStore.Begun.Underway _ -> {
        retries.done(entry);
        yield Optional.empty();
      }
      case EscalationStore.Begun.Started(EscalationStore.Run run) -> Optional.of(run);
    };
  }

  private EscalationStore.Begun begun(JudgingQueue.Entry entry) {
    try {
      return escalations.begin(entry.file().id(), ids::next, clock.millis());
    } catch (StoreException refused) {
      retries.again(entry);
      throw refused;
    }
  }

  /** What earlier runs that were cut short have left: an answer before a doubt. */
  Past found(EscalationStore.Run run) {
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

  /** Whether a request is made again where an earlier one may have been answered and paid. */
  boolean mayAskAgain() {
    return past.mayAskAgain();
  }

  /** The next run looks at what this one has paid for. */
  void breakOff(JudgingQueue.Entry entry, EscalationStore.Run run) {
    UUID id = entry.file().id();
    long nextTryMs = clock.millis() + AFTER_A_BREAK.toMillis();
    unstored.write(
        "run broken off escalation=" + id,
        () -> {
          escalations.breakOff(id, run, nextTryMs);
          retries.done(entry);
        });
  }

  /** The run stays open until this is on disk: nobody is asked again for what is known. */
  void end(
      JudgingQueue.Entry entry,
      EscalationStore.Run run,
      String outcome,
      VerdictMessage verdict,
      long nextTryMs) {
    unstored.write(
        "verdict escalation=" + entry.file().id(),
        () -> {
          boolean fresh = escalations.end(entry.file(), run, outcome, verdict, nextTryMs);
          retries.done(entry);
          if (fresh) {
            ended(entry.file(), run, outcome, verdict);
          }
        });
  }

  private void ended(
      EscalationStore.Case file, EscalationStore.Run run, String outcome, VerdictMessage verdict) {
    Duration sinceReceived =
        verdict.decidedAt().isBefore(Instant.ofEpochMilli(file.receivedMs()))
            ? Duration.ZERO
            : Duration.between(Instant.ofEpochMilli(file.receivedMs()), verdict.decidedAt());
    meters.decided(EscalationStore.kind(verdict.verdict()), verdict, sinceReceived);
    LOG.debug("escalation judged id={} run={} outcome={}", file.id(), run.run(), outcome);
    verdictSender.send(file.station(), verdict);
  }

  /** Tells the station something that is not the end. */
  void tell(EscalationStore.Case file, VerdictMessage provisional) {
    verdictSender.send(file.station(), provisional);
  }

  /** Stores, in this process or never, what disks refuse at first. Called by one thread. */
  void storeLate() {
    unstored.round();
  }
}
