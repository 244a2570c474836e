package dev.andon.edge;

import dev.andon.edge.actuation.Decider;
import dev.andon.edge.outbox.AuditSamples;
import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.outbox.VerdictInbox;
import dev.andon.edge.triage.Triager;
import dev.andon.edge.uplink.UplinkListener;
import dev.andon.wire.Lane;
import dev.andon.wire.Receipt;
import dev.andon.wire.VerdictMessage;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the uplink to the line, to triage and to whoever watches. Confined to the uplink's thread. */
final class UplinkRelay implements UplinkListener {
  private static final Logger LOG = LoggerFactory.getLogger(UplinkRelay.class);

  private final Decider decider;
  private final Triager triager;
  private final AuditSamples audits;
  private final AgentMeters meters;
  private final SafeObserver observer;

  UplinkRelay(
      Decider decider,
      Triager triager,
      AuditSamples audits,
      AgentMeters meters,
      SafeObserver observer) {
    this.decider = decider;
    this.triager = triager;
    this.audits = audits;
    this.meters = meters;
    this.observer = observer;
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

  @Override
  public void verdict(VerdictMessage verdict, VerdictInbox.Outcome outcome) {
    decider.verdict(verdict);
    audited(verdict, outcome);
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
        audits.answered(verdict.escalationId(), verdict.verdict());
      } catch (OutboxException notNow) {
        LOG.debug("audit={} is not counted: {}", verdict.escalationId(), notNow.reason());
      }
    }
  }
}
