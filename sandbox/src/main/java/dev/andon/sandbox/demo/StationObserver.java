package dev.andon.sandbox.demo;

import dev.andon.edge.AgentObserver;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.outbox.FrameRef;
import dev.andon.edge.outbox.VerdictInbox;
import dev.andon.sandbox.audit.CaptureJournal;
import dev.andon.sandbox.provider.TruthBook;
import dev.andon.sandbox.truth.SceneTruth;
import dev.andon.wire.Escalation;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import java.util.Optional;
import java.util.function.Function;

/**
 * Stands beside one station: writes into the auditor's journal what it did, and tells the
 * providers' truth book about the pictures it sends. Thread-safe.
 */
final class StationObserver implements AgentObserver {

  private final CaptureJournal journal;
  private final Course course;
  private final TruthBook book;
  private final Function<Cursor, Optional<SceneTruth>> truths;

  StationObserver(
      CaptureJournal journal,
      Course course,
      TruthBook book,
      Function<Cursor, Optional<SceneTruth>> truths) {
    this.journal = journal;
    this.course = course;
    this.book = book;
    this.truths = truths;
  }

  @Override
  public void captured(FrameRef seen, long triageNanos) {
    journal.triaged(triageNanos);
  }

  @Override
  public void confident(FrameRef seen, Verdict verdict) {
    journal.confident(verdict, truths.apply(seen.cursor()));
    course.decided(verdict, truths.apply(seen.cursor()));
  }

  @Override
  public void escalated(FrameRef seen, Escalation escalation) {
    Optional<SceneTruth> truth = truths.apply(seen.cursor());
    course.asked(escalation.id());
    String image = escalation.image().sha256();
    truth.ifPresent(known -> book.learn(image, known.within(escalation.image().crop())));
    journal.escalated(
        new CaptureJournal.Captured(
            escalation.id(), escalation.station().line(), image, truth, System.nanoTime()));
  }

  @Override
  public void suppressed(FrameRef seen, String reason) {
    journal.suppressed();
  }

  @Override
  public void withheld(FrameRef seen, String reason) {
    journal.withheld();
  }

  @Override
  public void skipped(String source, Cursor cursor, String reason) {
    journal.skipped();
  }

  @Override
  public void verdict(VerdictMessage verdict, VerdictInbox.Outcome outcome) {
    if (!verdict.provisional()) {
      journal.answered(verdict.escalationId(), System.nanoTime());
      course.answered(verdict.escalationId(), verdict.costMicros());
    }
  }
}
