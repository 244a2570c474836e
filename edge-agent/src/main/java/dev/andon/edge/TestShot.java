package dev.andon.edge;

import dev.andon.edge.actuation.LinePolicy;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.status.TestTrigger;
import dev.andon.edge.triage.Triager;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The test trigger: the next frame that the camera shows is judged beside its normal way, whether a
 * part was announced for it or not. Nothing of it is stored, counted, asked or told to the line.
 * One at a time; thread-safe.
 */
final class TestShot implements TestTrigger {
  private static final Logger LOG = LoggerFactory.getLogger(TestShot.class);

  private final Triager triager;
  private final FrameShow show;
  private final Supplier<LinePolicy> policy;
  private final Duration longest;
  private final AtomicReference<@Nullable CompletableFuture<Outcome>> wanted =
      new AtomicReference<>();

  /**
   * @param policy the one in force
   * @param longest how long a frame is waited for
   */
  TestShot(Triager triager, FrameShow show, Supplier<LinePolicy> policy, Duration longest) {
    this.triager = triager;
    this.show = show;
    this.policy = policy;
    this.longest = longest;
  }

  @Override
  public Outcome take() throws InterruptedException {
    CompletableFuture<Outcome> mine = new CompletableFuture<>();
    if (!wanted.compareAndSet(null, mine)) {
      return new Outcome.Nothing("another test waits for its frame");
    }
    try {
      return mine.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException none) {
      return new Outcome.Nothing(
          "no frame came within "
              + longest.toSeconds()
              + " s; a test takes the next frame that the source shows");
    } catch (ExecutionException failed) {
      return new Outcome.Nothing("the frame cannot be judged: " + failed.getCause());
    } finally {
      wanted.set(null);
    }
  }

  /** Here is a frame; it stays the caller's. Capture thread. */
  void offer(Frame frame) throws InterruptedException {
    CompletableFuture<Outcome> waiting = wanted.get();
    if (waiting == null || waiting.isDone()) {
      return;
    }
    try {
      waiting.complete(
          new Outcome.Taken(show.tested(frame, triager.rehearsed(frame), policy.get())));
    } catch (RuntimeException unjudged) {
      LOG.warn("a test cannot judge its frame", unjudged);
      waiting.completeExceptionally(unjudged);
    }
  }
}
