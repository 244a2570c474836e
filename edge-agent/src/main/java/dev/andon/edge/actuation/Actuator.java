package dev.andon.edge.actuation;

import dev.andon.edge.capture.StationClock;
import dev.andon.edge.outbox.ActuationJournal;
import dev.andon.edge.outbox.OutboxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands to every output of a station, to each in order on a thread of its own, and
 * journals what came of them once all have ended. The intent has to be in the journal already.
 * Thread-safe; never blocks its caller.
 */
public final class Actuator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Actuator.class);
  private static final long STOP_SECONDS = 5;

  private final ActuationJournal journal;
  private final StationClock clock;
  private final List<OutputThread> outputs;
  private final AtomicInteger waiting = new AtomicInteger();

  public Actuator(
      ActuationJournal journal, List<LineOutput> outputs, String station, StationClock clock) {
    this.journal = journal;
    this.clock = clock;
    this.outputs = threads(outputs, station);
    this.outputs.forEach(OutputThread::start);
  }

  private List<OutputThread> threads(List<LineOutput> each, String station) {
    List<OutputThread> threads = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (LineOutput output : each) {
      String name = output.name();
      for (int again = 2; !names.add(name); again++) {
        name = output.name() + " #" + again;
      }
      threads.add(new OutputThread(output, name, station, clock, this::ended));
    }
    return List.copyOf(threads);
  }

  /** Tells the line of a part that was decided now. */
  public void perform(LineCommand command) {
    perform(command, 0);
  }

  /**
   * Tells the line.
   *
   * @param overdue nanoseconds since the part should have been decided
   */
  public void perform(LineCommand command, long overdue) {
    waiting.incrementAndGet();
    PendingSignal signal =
        new PendingSignal(command, clock.nanos().getAsLong(), overdue, outputs.size());
    outputs.forEach(output -> output.send(signal));
    if (outputs.isEmpty()) {
      finish(signal);
    }
  }

  /** Commands that have not reached the line yet. */
  public int waiting() {
    return waiting.get();
  }

  /** Where its outputs stand. */
  public LineState state() {
    return new LineState(waiting(), outputs.stream().map(OutputThread::state).toList());
  }

  @Override
  public void close() {
    outputs.forEach(OutputThread::stop);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    try {
      for (OutputThread output : outputs) {
        output.join(until);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void ended(PendingSignal signal, Optional<String> failure) {
    if (signal.ended(failure)) {
      finish(signal);
    }
  }

  /** One odd error must not end an output's thread. */
  private void finish(PendingSignal signal) {
    LineCommand command = signal.command();
    List<String> failures = signal.failures();
    if (!failures.isEmpty()) {
      LOG.error(
          "line part={} signal={} failed: {}", command.partId(), command.signal().text(), failures);
    }
    try {
      journal.finished(command.id(), failures.isEmpty(), String.join("; ", failures));
    } catch (OutboxException notStored) {
      LOG.error("line part={} {}", command.partId(), notStored.getMessage());
    } catch (RuntimeException | Error bug) {
      LOG.error("line part={} end cannot be journalled", command.partId(), bug);
    } finally {
      waiting.decrementAndGet();
    }
  }
}
