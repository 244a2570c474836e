package dev.andon.edge.uplink;

import dev.andon.edge.uplink.MqttPort.PublishOutcome;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What happened on one connection, handed from the library's threads to the uplink's. Messages are
 * bounded in bytes: what does not fit is dropped, because the hub sends it again until it is
 * confirmed. Thread-safe.
 */
final class LinkQueue implements MqttPort.LinkEvents {
  private static final long MAX_BYTES = 16L << 20;

  /** What one message costs besides its payload, so that empty ones are bounded too. */
  private static final int OVERHEAD = 256;

  private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicReference<Ending> ending = new AtomicReference<>(Ending.OTHER);
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicReference<@Nullable String> lost = new AtomicReference<>();

  /** Something that happened. */
  sealed interface Event {}

  record Arrived(String topic, byte[] payload) implements Event {}

  /**
   * The broker's word on a message.
   *
   * @param atNanos when it came, by {@link System#nanoTime}: it may wait here
   */
  record Published(Object token, PublishOutcome outcome, long atNanos) implements Event {}

  record Refused(String topic, int reason) implements Event {}

  record Woken() implements Event {}

  @Override
  public void arrived(String topic, byte[] payload) {
    long size = (long) payload.length + OVERHEAD;
    if (bytes.addAndGet(size) > MAX_BYTES) {
      bytes.addAndGet(-size);
      return;
    }
    queue.add(new Arrived(topic, payload));
  }

  @Override
  public void published(Object token, PublishOutcome outcome) {
    queue.add(new Published(token, outcome, System.nanoTime()));
  }

  @Override
  public void refused(String topic, int reason) {
    queue.add(new Refused(topic, reason));
  }

  @Override
  public void tooLarge(String reason) {
    ending.set(Ending.TOO_LARGE);
    MqttPort.LinkEvents.super.tooLarge(reason);
  }

  @Override
  public void lost(String reason) {
    lost.compareAndSet(null, reason);
    queue.add(new Woken());
    over.countDown();
  }

  @Override
  public void takenOver() {
    ending.set(Ending.TAKEN_OVER);
    MqttPort.LinkEvents.super.takenOver();
  }

  @Override
  public void hungUp() {
    ending.set(Ending.HUNG_UP);
    MqttPort.LinkEvents.super.hungUp();
  }

  /** How the connection ended. */
  Ending ending() {
    return ending.get();
  }

  /** Why the connection is gone; empty if that is not known within so long. */
  Optional<String> lostWithin(long millis) {
    try {
      return over.await(millis, TimeUnit.MILLISECONDS)
          ? Optional.ofNullable(lost.get())
          : Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** The uplink has something new to do. */
  void wake() {
    if (queue.isEmpty()) {
      queue.add(new Woken());
    }
  }

  /** Why the connection is gone; null while it is there. */
  @Nullable String lostBecause() {
    return lost.get();
  }

  /** The next event; null if there was none for so long. */
  @Nullable Event next(long millis) throws InterruptedException {
    Event event = queue.poll(millis, TimeUnit.MILLISECONDS);
    if (event instanceof Arrived(String topic, byte[] payload)) {
      bytes.addAndGet(-((long) payload.length + OVERHEAD));
    }
    return event;
  }
}
