package dev.andon.edge.actuation;

import dev.andon.edge.outbox.ActuationJournal;
import dev.andon.edge.outbox.OutboxException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands to every output of a station, in order, on one thread of its own, and journals
 * what came of it. The intent has to be in the journal already. Thread-safe; never blocks its
 * caller.
 */
public final class Actuator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Actuator.class);
  private static final int MAX_WAITING = 1_000;
  private static final long STOP_SECONDS = 5;

  private final ActuationJournal journal;
  private final List<LineOutput> outputs;
  private final ThreadPoolExecutor worker;

  public Actuator(ActuationJournal journal, List<LineOutput> outputs, String station) {
    this.journal = journal;
    this.outputs = List.copyOf(outputs);
    this.worker =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().name("line-" + station).daemon().factory());
  }

  /** Tells the line. */
  public void perform(LineCommand command) {
    try {
      worker.execute(() -> safely(command));
    } catch (RejectedExecutionException tooMany) {
      LOG.error(
          "line station={} part={} signal dropped: {} wait",
          command.station(),
          command.partId(),
          MAX_WAITING);
      finish(command, List.of("more than " + MAX_WAITING + " signals waited"));
    }
  }

  /** Commands that have not reached the line yet. */
  public int waiting() {
    return worker.getQueue().size() + worker.getActiveCount();
  }

  @Override
  public void close() {
    worker.shutdown();
    try {
      if (!worker.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
    outputs.forEach(LineOutput::close);
  }

  /** One odd error must neither end the line's thread nor leave the signal without an end. */
  private void safely(LineCommand command) {
    try {
      sendToAll(command);
    } catch (RuntimeException | Error bug) {
      LOG.error("line part={} signal cannot be handled", command.partId(), bug);
      finish(command, List.of(String.valueOf(bug)));
    }
  }

  private void sendToAll(LineCommand command) {
    List<String> failures = new ArrayList<>();
    for (LineOutput output : outputs) {
      try {
        output.send(command);
      } catch (IOException | RuntimeException failed) {
        failures.add(output.name() + ": " + failed.getMessage());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        failures.add(output.name() + ": the agent stopped");
      }
    }
    finish(command, failures);
  }

  private void finish(LineCommand command, List<String> failures) {
    if (!failures.isEmpty()) {
      LOG.error(
          "line part={} signal={} failed: {}", command.partId(), command.signal().text(), failures);
    }
    try {
      journal.finished(command.id(), failures.isEmpty(), String.join("; ", failures));
    } catch (OutboxException notStored) {
      LOG.error("line part={} {}", command.partId(), notStored.getMessage());
    }
  }
}
