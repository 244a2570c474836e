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
 * Walks a journey with two legs: the second starts when the first has been silent for the hedge's
 * time. The first answer counts; the other leg is interrupted, and each attempt that it had begun
 * is settled by its runner. A leg that throws arrives like one that found nothing, and its failure
 * reaches the caller unless the other leg answers; nobody waits beyond the deadline and its grace.
 *
 * @param <A> what an answer is
 */
final class HedgedJourney<A> {
  /** So long a leg that was told to stop may take to settle what it had begun. */
  private static final Duration SETTLING = Duration.ofMillis(500);

  private final Journey<A> journey;
  private final Hedge hedge;
  private final Deadline deadline;
  private final BlockingQueue<Arrival<A>> arrivals = new LinkedBlockingQueue<>();
  private final List<Thread> legs = new ArrayList<>(2);
  private boolean over;

  HedgedJourney(Journey<A> journey, Hedge hedge, Deadline deadline) {
    this.journey = journey;
    this.hedge = hedge;
    this.deadline = deadline;
  }

  /** How a leg ended. */
  private sealed interface Arrival<A> {
    record Answer<A>(A answer) implements Arrival<A> {}

    record Nothing<A>() implements Arrival<A> {}

    record Thrown<A>(Throwable failure) implements Arrival<A> {}
  }

  Routed<A> run(String model) {
    try {
      return routed(model);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return journey.cancelled();
    } finally {
      stop();
    }
  }

  private Routed<A> routed(String model) throws InterruptedException {
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

  /** The next leg to arrive; null where none does in time. */
  private @Nullable Arrival<A> await() throws InterruptedException {
    Duration limit = deadline.remainingWithGrace().plus(SETTLING);
    return arrivals.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private Routed<A> outcome(@Nullable Arrival<A> arrival, String model) {
    return switch (arrival) {
      case null -> journey.outOfTime(model);
      case Arrival.Answer<A>(A answer) -> new Routed.Answered<>(answer);
      case Arrival.Nothing<A> _ -> journey.conclusion(model);
      case Arrival.Thrown<A>(RuntimeException failure) -> throw failure;
      case Arrival.Thrown<A>(Error failure) -> throw failure;
      case Arrival.Thrown<A>(Throwable failure) -> throw new IllegalStateException(failure);
    };
  }

  private void start(String name, Optional<Trail.Cause> cause) {
    legs.add(Thread.ofVirtual().name(name).start(() -> walk(cause)));
  }

  private void walk(Optional<Trail.Cause> cause) {
    try {
      journey.leg(cause).ifPresentOrElse(this::arrive, () -> arrivals.add(new Arrival.Nothing<>()));
    } catch (Throwable failure) {
      arrivals.add(new Arrival.Thrown<>(failure));
    }
  }

  private synchronized void arrive(A answer) {
    if (over) {
      journey.discard(answer);
      return;
    }
    over = true;
    arrivals.add(new Arrival.Answer<>(answer));
  }

  /**
   * Interrupts the legs and waits a moment for them, so that the trail also tells how their
   * attempts ended; also for a caller that is interrupted itself.
   */
  private void stop() {
    close();
    legs.forEach(Thread::interrupt);
    boolean interrupted = Thread.interrupted();
    try {
      for (Thread leg : legs) {
        leg.join(SETTLING);
      }
    } catch (InterruptedException again) {
      interrupted = true;
    }
    legs.clear();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What arrives from here on, or arrived and was not taken, is discarded. */
  private synchronized void close() {
    over = true;
    for (Arrival<A> left = arrivals.poll(); left != null; left = arrivals.poll()) {
      if (left instanceof Arrival.Answer<A>(A answer)) {
        journey.discard(answer);
      }
    }
  }
}
