package dev.andon.edge;

import dev.andon.edge.actuation.Decider;
import dev.andon.edge.capture.StationClock;
import dev.andon.edge.escalation.Pace;
import dev.andon.edge.outbox.Outbox;
import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.outbox.VerdictInbox;
import dev.andon.edge.triage.Triager;
import dev.andon.edge.uplink.UplinkListener;
import dev.andon.wire.Lane;
import dev.andon.wire.Receipt;
import dev.andon.wire.StationAllowance;
import dev.andon.wire.VerdictMessage;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the uplink to the line, to triage and to whoever watches. Confined to the uplink's thread.
 */
final class UplinkRelay implements UplinkListener {
  private static final Logger LOG = LoggerFactory.getLogger(UplinkRelay.class);

  private final Decider decider;
  private final Triager triager;
  private final Outbox outbox;
  private final AgentMeters meters;
  private final SafeObserver observer;
  private final Pace pace;
  private final StationClock clock;

  UplinkRelay(
      Decider decider,
      Triager triager,
      Outbox outbox,
      AgentMeters meters,
      SafeObserver observer,
      Pace pace,
      StationClock clock) {
    this.decider = decider;
    this.triager = triager;
    this.outbox = outbox;
    this.meters = meters;
    this.observer = observer;
    this.pace = pace;
    this.clock = clock;
  }

  @Override
  public void linkUp(String broker) {
    observer.tell(o -> o.linkUp(broker));
  }

  @Override
  public void linkDown(String reason) {
    observer.tell(o -> o.linkDown(reason));
  }

  @Override
  public void linkLost(boolean takenOver) {
    meters.linkLost(takenOver);
  }

  @Override
  public void refused(int reason) {
    meters.refused(reason);
  }

  @Override
  public void sent(UUID escalationId, Lane lane, int times) {
    observer.tell(o -> o.sent(escalationId, lane, times));
  }

  @Override
  public void receipted(Receipt receipt, Lane lane) {
    observer.tell(o -> o.receipted(receipt, lane));
  }

  /** A message that was retained is as old as the clocks say; any other was said a moment ago. */
  @Override
  public void allowance(StationAllowance said, boolean retained) {
    Duration age = retained ? Duration.between(said.said(), clock.wall().instant()) : Duration.ZERO;
    pace.allow(said.extent(), age, outbox.queue().waiting().unpaid(), clock.nanos().getAsLong());
  }

  @Override
  public void verdict(VerdictMessage verdict, VerdictInbox.Outcome outcome) {
    decider.verdict(verdict);
    audited(verdict, outcome);
    if (!verdict.provisional()) {
      pace.answered(verdict.escalationId(), verdict.verdict());
    }
    if (!verdict.provisional()
        && (outcome == VerdictInbox.Outcome.FRESH || outcome == VerdictInbox.Outcome.CORRECTED)) {
      triager.answered(
          verdict.escalationId(),
          verdict.verdict(),
          verdict.answeredBy() == VerdictMessage.AnsweredBy.OPERATOR);
    }
    observer.tell(o -> o.verdict(verdict, outcome));
  }

  /** What cannot be written is one sample less. */
  private void audited(VerdictMessage verdict, VerdictInbox.Outcome outcome) {
    boolean news =
        outcome == VerdictInbox.Outcome.FRESH || outcome == VerdictInbox.Outcome.CORRECTED;
    if (news && !verdict.provisional()) {
      try {
        outbox.audits().answered(verdict.escalationId(), verdict.verdict());
      } catch (OutboxException notNow) {
        LOG.debug("audit={} is not counted: {}", verdict.escalationId(), notNow.reason());
      }
    }
  }
}
