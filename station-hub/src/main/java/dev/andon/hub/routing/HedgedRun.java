package dev.andon.hub.routing;

import dev.andon.hub.request.Trail;
import dev.andon.hub.routing.plan.Hedge;
import dev.andon.hub.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a route with two branches: the second starts when the first has been silent for the hedge's
 * time. The first answer counts; the other branch is interrupted, and each attempt that it had
 * begun is settled by its runner. A branch that throws arrives like one that found nothing, and its
 * failure reaches the caller unless the other branch answers; nobody waits beyond the deadline and
 * its grace.
 *
 * @param <A> what an answer is
 */
final class HedgedRun<A> {
  /** So long a branch that was told to stop may take to settle what it had begun. */
  private static final Duration SETTLING = Duration.ofMillis(500);

  private final RouteRun<A> run;
  private final Hedge hedge;
  private final Deadline deadline;
  private final BlockingQueue<Arrival<A>> arrivals = new LinkedBlockingQueue<>();
  private final List<Thread> branches = new ArrayList<>(2);
  private boolean over;

  HedgedRun(RouteRun<A> run, Hedge hedge, Deadline deadline) {
    this.run = run;
    this.hedge = hedge;
    this.deadline = deadline;
  }

  /** How a branch ended. */
  private sealed interface Arrival<A> {
    record Answer<A>(A answer) implements Arrival<A> {}

    record Nothing<A>() implements Arrival<A> {}

    record Thrown<A>(Throwable failure) implements Arrival<A> {}
  }

  RouteOutcome<A> run(String model) {
    try {
      return outcome(model);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return run.cancelled();
    } finally {
      stop();
    }
  }

  private RouteOutcome<A> outcome(String model) throws InterruptedException {
    start("andon-attempt", Optional.empty());
    Arrival<A> first = arrivals.poll(hedge.after().toNanos(), TimeUnit.NANOSECONDS);
    if (first != null) {
      return outcome(first, model);
    }
    start("andon-hedge", Optional.of(Trail.Cause.HEDGE));
    Arrival<A> next = await();
    if (next == null || next instanceof Arrival.Answer<A>) {
      return outcome(next, model);
    }
    Arrival<A> last = await();
    boolean worse = next instanceof Arrival.Thrown<A> && last instanceof Arrival.Nothing<A>;
    return outcome(worse ? next : last, model);
  }

  /** The next branch to arrive; null where none does in time. */
  private @Nullable Arrival<A> await() throws InterruptedException {
    Duration limit = deadline.remainingWithGrace().plus(SETTLING);
    return arrivals.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private RouteOutcome<A> outcome(@Nullable Arrival<A> arrival, String model) {
    return switch (arrival) {
      case null -> run.outOfTime(model);
      case Arrival.Answer<A>(A answer) -> new RouteOutcome.Answered<>(answer);
      case Arrival.Nothing<A> _ -> run.unanswered(model);
      case Arrival.Thrown<A>(RuntimeException failure) -> throw failure;
      case Arrival.Thrown<A>(Error failure) -> throw failure;
      case Arrival.Thrown<A>(Throwable failure) -> throw new IllegalStateException(failure);
    };
  }

  private void start(String name, Optional<Trail.Cause> cause) {
    branches.add(Thread.ofVirtual().name(name).start(() -> branch(cause)));
  }

  private void branch(Optional<Trail.Cause> cause) {
    try {
      run.branch(cause).ifPresentOrElse(this::arrive, () -> arrivals.add(new Arrival.Nothing<>()));
    } catch (Throwable failure) {
      arrivals.add(new Arrival.Thrown<>(failure));
    }
  }

  private synchronized void arrive(A answer) {
    if (over) {
      run.discard(answer);
      return;
    }
    over = true;
    arrivals.add(new Arrival.Answer<>(answer));
  }

  /**
   * Interrupts the branches and waits a moment for them, so that the trail also tells how their
   * attempts ended; also for a caller that is interrupted itself.
   */
  private void stop() {
    close();
    branches.forEach(Thread::interrupt);
    boolean interrupted = Thread.interrupted();
    try {
      for (Thread branch : branches) {
        branch.join(SETTLING);
      }
    } catch (InterruptedException again) {
      interrupted = true;
    }
    branches.clear();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What arrives from here on, or arrived and was not taken, is discarded. */
  private synchronized void close() {
    over = true;
    for (Arrival<A> left = arrivals.poll(); left != null; left = arrivals.poll()) {
      if (left instanceof Arrival.Answer<A>(A answer)) {
        run.discard(answer);
      }
    }
  }
}
