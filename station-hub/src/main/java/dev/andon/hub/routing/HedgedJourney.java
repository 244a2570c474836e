package dev.andon.hub.routing;

import dev.andon.hub.exchange.Trail;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Walks a journey with two legs: the second starts when the first has been silent for the hedge's
 * time. The first answer counts; the other leg is interrupted, and each attempt that it had begun
 * is settled by its runner.
 *
 * @param <A> what an answer is
 */
final class HedgedJourney<A> {
  private static final Duration SETTLING = Duration.ofMillis(500);

  private final Journey<A> journey;
  private final Hedge hedge;
  private final BlockingQueue<Optional<A>> arrivals = new LinkedBlockingQueue<>();
  private boolean taken;

  HedgedJourney(Journey<A> journey, Hedge hedge) {
    this.journey = journey;
    this.hedge = hedge;
  }

  Routed<A> run(String model) {
    Thread first = start("andon-attempt", Optional.empty());
    Thread second = null;
    try {
      Optional<A> answer = arrivals.poll(hedge.after().toNanos(), TimeUnit.NANOSECONDS);
      if (answer == null) {
        second = start("andon-hedge", Optional.of(Trail.Cause.HEDGE));
        answer = arrivals.take();
        if (answer.isEmpty()) {
          answer = arrivals.take();
        }
      }
      return answer.<Routed<A>>map(Routed.Answered::new).orElseGet(() -> journey.conclusion(model));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return journey.conclusion(model);
    } finally {
      stop(first);
      stop(second);
    }
  }

  private Thread start(String name, Optional<Trail.Cause> cause) {
    return Thread.ofVirtual().name(name).start(() -> arrive(journey.leg(cause)));
  }

  private synchronized void arrive(Optional<A> answer) {
    if (answer.isPresent() && taken) {
      journey.discard(answer.get());
      return;
    }
    taken |= answer.isPresent();
    arrivals.add(answer);
  }

  /** Waits a moment for the other leg, so that the trail also tells how its attempt ended. */
  private static void stop(@Nullable Thread leg) {
    if (leg == null) {
      return;
    }
    leg.interrupt();
    try {
      leg.join(SETTLING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
