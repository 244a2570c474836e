package dev.andon.edge.actuation;

import dev.andon.edge.capture.StationClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One way to the line with a queue and a thread of its own, so that a slow or dead one delays
 * nobody else. A signal that has waited too long is not sent; after a failure the output connects
 * again by itself after 250 ms, then twice as long each time, up to 4 s. Thread-safe.
 */
final class OutputThread {
  private static final Logger LOG = LoggerFactory.getLogger(OutputThread.class);
  static final int MAX_WAITING = 1_000;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
  private static final String STOPPED = "the agent stopped";

  private final LineOutput output;
  private final String name;
  private final StationClock clock;
  private final BiConsumer<PendingSignal, Optional<String>> ended;
  private final BlockingQueue<Optional<PendingSignal>> queue =
      new ArrayBlockingQueue<>(MAX_WAITING);
  private final Thread thread;
  private volatile boolean stopping;
  private volatile OutputState state;
  // Of the thread alone.
  private Duration pause = FIRST_PAUSE;
  private long attendAt;

  /**
   * @param name unlike those of the station's other outputs
   * @param ended hears what came of a signal; absent where the line has it
   */
  OutputThread(
      LineOutput output,
      String name,
      String station,
      StationClock clock,
      BiConsumer<PendingSignal, Optional<String>> ended) {
    this.output = output;
    this.name = name;
    this.clock = clock;
    this.ended = ended;
    this.state = OutputState.fresh(name);
    this.attendAt = clock.nanos().getAsLong();
    this.thread =
        Thread.ofPlatform().name("line-" + station + "-" + name).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void send(PendingSignal signal) {
    if (stopping) {
      fail(signal, STOPPED);
    } else if (!queue.offer(Optional.of(signal))) {
      fail(signal, "more than " + MAX_WAITING + " signals waited");
    }
  }

  OutputState state() {
    return state;
  }

  /** What waits is still sent. */
  void stop() {
    stopping = true;
    // Only wakes it; a full queue needs no waking.
    boolean _ = queue.offer(Optional.empty());
  }

  /** Waits for the thread's end until then, monotonic nanoseconds of the machine. */
  void join(long until) throws InterruptedException {
    Duration left = Duration.ofNanos(Math.max(1_000_000, until - System.nanoTime()));
    if (!thread.join(left)) {
      thread.interrupt();
      if (!thread.join(Duration.ofSeconds(1))) {
        LOG.warn("line output={} does not end", name);
      }
    }
  }

  private void run() {
    try {
      while (!(stopping && queue.isEmpty())) {
        step();
      }
    } catch (InterruptedException stopped) {
      stopping = true;
    } finally {
      giveUpTheRest();
      close();
    }
  }

  private void step() throws InterruptedException {
    long left = attendAt - clock.nanos().getAsLong();
    if (left <= 0) {
      attend();
      return;
    }
    Optional<PendingSignal> next = queue.poll(left, TimeUnit.NANOSECONDS);
    if (next != null && next.isPresent()) {
      tell(next.get());
    }
  }

  private void attend() throws InterruptedException {
    try {
      Duration rest = output.attend();
      again(rest);
      if (rest.compareTo(LineOutput.UNLIMITED) < 0) {
        works();
      }
    } catch (IOException failure) {
      fails(reason(failure));
    } catch (RuntimeException | Error bug) {
      if (state.failingSince().isEmpty()) {
        LOG.error("line output={} cannot be attended", name, bug);
      }
      fails(String.valueOf(bug));
    }
  }

  private void tell(PendingSignal signal) throws InterruptedException {
    long age = signal.age(clock.nanos().getAsLong(), !output.namesPart());
    if (age > output.maxAge().toNanos()) {
      count(OutputState::withTooLate);
      end(signal, Optional.of(tooLate(age)));
      return;
    }
    try {
      output.send(signal.command());
      works();
      count(OutputState::withSent);
      end(signal, Optional.empty());
    } catch (InterruptedException stopped) {
      fail(signal, STOPPED);
      throw stopped;
    } catch (IOException failure) {
      fails(reason(failure));
      fail(signal, reason(failure));
    } catch (RuntimeException | Error bug) {
      LOG.error("line output={} part={} bug", name, signal.command().partId(), bug);
      fails(String.valueOf(bug));
      fail(signal, String.valueOf(bug));
    }
  }

  private String tooLate(long age) {
    return "not sent, it waited %d ms and is of use for %d ms (max_age)"
        .formatted(TimeUnit.NANOSECONDS.toMillis(age), output.maxAge().toMillis());
  }

  private void fail(PendingSignal signal, String why) {
    count(OutputState::withFailed);
    end(signal, Optional.of(why));
  }

  private void end(PendingSignal signal, Optional<String> failure) {
    ended.accept(signal, failure.map(why -> name + ": " + why));
  }

  private void works() {
    pause = FIRST_PAUSE;
    OutputState before = state;
    if (before.failingSince().isPresent()) {
      count(OutputState::working);
      Duration down = Duration.between(before.failingSince().get(), clock.wall().instant());
      LOG.info("line output={} works again after {} s", name, down.toSeconds());
    }
  }

  /** Said once; what follows is counted. */
  private void fails(String why) {
    again(pause);
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    if (state.failingSince().isEmpty()) {
      LOG.warn("line output={} fails: {}", name, why);
    }
    Instant now = clock.wall().instant();
    count(before -> before.failing(now, why));
  }

  private void again(Duration after) {
    attendAt = clock.nanos().getAsLong() + after.toNanos();
  }

  private synchronized void count(UnaryOperator<OutputState> change) {
    state = change.apply(state);
  }

  private static String reason(IOException failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private void giveUpTheRest() {
    Optional<PendingSignal> next;
    while ((next = queue.poll()) != null) {
      next.ifPresent(signal -> fail(signal, STOPPED));
    }
  }

  private void close() {
    // An output may have something to take back, for which it must be able to wait.
    boolean _ = Thread.interrupted();
    try {
      output.close();
    } catch (RuntimeException | Error bug) {
      LOG.warn("line output={} did not close cleanly", name, bug);
    }
  }
}
