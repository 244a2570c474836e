package dev.andon.hub.ingest;

import dev.andon.hub.ingest.mqtt.MqttLink;
import dev.andon.hub.request.RequestLane;
import dev.andon.hub.store.StoreException;
import dev.andon.hub.time.Deadline;
import dev.andon.hub.time.Ticker;
import dev.andon.wire.DeferCode;
import dev.andon.wire.Escalation;
import dev.andon.wire.Lane;
import dev.andon.wire.Receipt;
import dev.andon.wire.StationId;
import dev.andon.wire.VerdictMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes escalations: check → store → receipt → judging queue. A station whose escalation is not
 * stored has no receipt for it, or is told when to come again. Thread-safe; blocks its caller for
 * the commit.
 */
final class EscalationIntake {
  private static final Logger LOG = LoggerFactory.getLogger(EscalationIntake.class);
  private static final long LATER_MS = 10_000;

  /** Below this rest of a deadline nobody waits for the answer any more. */
  private static final Duration HOPELESS = Duration.ofMillis(50);

  private final IngestConfig config;
  private final EscalationKeeper keeper;
  private final JudgingQueue queue;
  private final RetryScheduler retries;
  private final VerdictSender verdicts;
  private final Receipts receipts;
  private final Ticker ticker;

  EscalationIntake(
      IngestConfig config,
      EscalationKeeper keeper,
      JudgingQueue queue,
      RetryScheduler retries,
      VerdictSender verdicts,
      Receipts receipts,
      Ticker ticker) {
    this.config = config;
    this.keeper = keeper;
    this.queue = queue;
    this.retries = retries;
    this.verdicts = verdicts;
    this.receipts = receipts;
    this.ticker = ticker;
  }

  /** Returns when the escalation is stored, known to be refused, or asked for again. */
  void take(MqttLink.Delivery delivery, Escalation escalation) {
    long arrived = ticker.nanos();
    StationId station = escalation.station();
    if (!escalation.image().intact()) {
      receipts.refuse(
          delivery, Optional.of(station), "image_hash", "the picture is not the one hashed");
      return;
    }
    Optional<Receipt.Deferred> notNow = notNow(station, escalation.lane());
    if (notNow.isPresent()) {
      receipts.defer(station, escalation.id(), notNow.get());
      return;
    }
    try {
      store(delivery, escalation, arrived);
    } catch (StoreException full) {
      // The store tells of its outage itself, once.
      LOG.debug("escalation not stored id={} cause={}", escalation.id(), full.getMessage());
      notStored(station, escalation.id(), DeferCode.STORE_UNAVAILABLE);
    } catch (RuntimeException bug) {
      LOG.error("escalation not stored id={}", escalation.id(), bug);
      notStored(station, escalation.id(), DeferCode.HUB_ERROR);
    }
  }

  private void notStored(StationId station, UUID escalation, DeferCode code) {
    receipts.defer(station, escalation, code.receipt("the hub cannot store it now", LATER_MS));
  }

  /** Reasons to have an escalation kept at its station for a while, however sound it is. */
  private Optional<Receipt.Deferred> notNow(StationId station, Lane lane) {
    if (queue.full(lane == Lane.LIVE ? RequestLane.LIVE : RequestLane.REPLAY)) {
      return Optional.of(
          DeferCode.BUSY.receipt("the hub has too many escalations waiting", LATER_MS));
    }
    return retries
        .pauseOf(station.line())
        .map(
            p -> DeferCode.BUDGET_EXCEEDED.receipt(bounded(p.message()), p.remaining().toMillis()));
  }

  private static String bounded(String message) {
    String text = message.isBlank() ? "the line's budget is spent" : message;
    return text.substring(0, Math.min(1_000, text.length()));
  }

  private void store(MqttLink.Delivery delivery, Escalation escalation, long arrived) {
    StationId station = escalation.station();
    if (keeper.faults().receiptBeforeCommit()) {
      receipts.stored(station, escalation.id(), false);
    }
    switch (keeper.keep(escalation)) {
      case EscalationStore.Taken.New(EscalationStore.Case file) -> {
        queue.add(entry(file, escalation, arrived));
        receipts.stored(station, file.id(), false);
      }
      case EscalationStore.Taken.Repeat(Optional<VerdictMessage> verdict) -> {
        receipts.stored(station, escalation.id(), true);
        verdict.ifPresent(known -> verdicts.send(station, known));
      }
      case EscalationStore.Taken.Foreign _ ->
          receipts.refuse(
              delivery, Optional.of(station), "foreign_id", "the id belongs to another station");
    }
  }

  /** A live escalation with hardly any time left is judged with those nobody waits for. */
  private JudgingQueue.Entry entry(
      EscalationStore.Case file, Escalation escalation, long arrivedNanos) {
    Duration left = Duration.ofMillis(escalation.deadlineRemainingMs()).minus(config.margin());
    boolean live = escalation.lane() == Lane.LIVE && left.compareTo(HOPELESS) > 0;
    return live
        ? new JudgingQueue.Entry(
            file,
            RequestLane.LIVE,
            new Deadline(ticker, arrivedNanos + left.toNanos(), config.grace()))
        : new JudgingQueue.Entry(
            file, RequestLane.REPLAY, Deadline.after(config.replayLimit(), ticker));
  }
}
