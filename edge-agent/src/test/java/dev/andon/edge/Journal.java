package dev.andon.edge;

import dev.andon.edge.actuation.LineCommand;
import dev.andon.edge.outbox.FrameRef;
import dev.andon.edge.outbox.VerdictInbox;
import dev.andon.wire.Escalation;
import dev.andon.wire.VerdictMessage;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what an agent reported. */
final class Journal implements AgentObserver {
  final List<FrameRef> captured = new CopyOnWriteArrayList<>();
  final List<UUID> escalated = new CopyOnWriteArrayList<>();
  final List<UUID> verdicts = new CopyOnWriteArrayList<>();
  final List<LineCommand> commands = new CopyOnWriteArrayList<>();
  final AtomicInteger ups = new AtomicInteger();
  final AtomicInteger downs = new AtomicInteger();

  @Override
  public void captured(FrameRef seen, long triageNanos) {
    captured.add(seen);
  }

  @Override
  public void escalated(FrameRef seen, Escalation escalation) {
    escalated.add(escalation.id());
  }

  @Override
  public void verdict(VerdictMessage verdict, VerdictInbox.Outcome outcome) {
    if (outcome == VerdictInbox.Outcome.FRESH) {
      verdicts.add(verdict.escalationId());
    }
  }

  @Override
  public void decided(LineCommand command) {
    commands.add(command);
  }

  @Override
  public void linkUp(String broker) {
    ups.incrementAndGet();
  }

  @Override
  public void linkDown(String reason) {
    downs.incrementAndGet();
  }
}
