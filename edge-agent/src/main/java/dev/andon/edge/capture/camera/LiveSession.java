package dev.andon.edge.capture.camera;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Labelling;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the agent at one camera, through all its reconnects: numbers what is handed out, names
 * the parts and counts what is not handed out. Thread-safe.
 *
 * <p>A camera says which picture it is and not which part. So the part's id is the camera's name, a
 * random word drawn at each start of the agent and a number that goes on: {@code
 * line4-k3f9q2x7-000123} comes once and never again.
 */
public final class LiveSession {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSession.class);
  private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int WORD = 8;
  private static final int LONGEST_STEM = 64;
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final String name;
  private final String prefix;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong damaged = new AtomicLong();
  private @Nullable Told told;

  /** What the log has said, and when. */
  private record Told(long dropped, long damaged, long atNanos) {}

  private LiveSession(String name, String word) {
    this.name = name;
    this.prefix = stem(name) + "-" + word + "-";
  }

  /**
   * Begins one.
   *
   * @param name the source's, as people and the outbox know it; no password in it
   * @param random one that never repeats itself, as {@link java.security.SecureRandom}
   */
  public static LiveSession begin(String name, RandomGenerator random) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < WORD; i++) {
      word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return new LiveSession(name, word.toString());
  }

  /** The last part of the source's name, of signs that every file name and topic may hold. */
  private static String stem(String name) {
    String last =
        name.substring(name.lastIndexOf('/') + 1)
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceAll("^[-.]+|[-.]+$", "");
    String stem = last.length() > LONGEST_STEM ? last.substring(0, LONGEST_STEM) : last;
    return stem.isEmpty() ? "camera" : stem;
  }

  /** The source's name. */
  public String name() {
    return name;
  }

  /** Places go on behind the last one that the outbox knows of this source. */
  public void resume(Optional<Cursor> after) {
    after
        .filter(last -> last.file().equals(name))
        .ifPresent(last -> next.accumulateAndGet(last.position() + 1, Math::max));
  }

  /** The place of the next frame that is handed out. */
  Cursor place() {
    return new Cursor(name, next.getAndIncrement());
  }

  /** Names parts after their place; variant and view are the same for all. */
  public Labelling labelling(String variant, String view) {
    return cursor ->
        new Labelling.PartLabel(
            prefix + String.format(Locale.ROOT, "%06d", cursor.position()), variant, view);
  }

  /** Frames that a newer one replaced before anybody asked for them. */
  public long dropped() {
    return dropped.get();
  }

  /** Frames that came and were not whole. */
  public long damaged() {
    return damaged.get();
  }

  void replaced(long nowNanos) {
    dropped.incrementAndGet();
    tellOnceAMinute(nowNanos);
  }

  void damaged(long nowNanos) {
    damaged.incrementAndGet();
    tellOnceAMinute(nowNanos);
  }

  private synchronized void tellOnceAMinute(long nowNanos) {
    Told before = told;
    if (before == null) {
      told = new Told(0, 0, nowNanos);
    } else if (nowNanos - before.atNanos() >= MINUTE_NANOS) {
      told = new Told(dropped.get(), damaged.get(), nowNanos);
      LOG.info(
          "source={} frames_dropped={} frames_damaged={} in {} s",
          name,
          dropped.get() - before.dropped(),
          damaged.get() - before.damaged(),
          (nowNanos - before.atNanos()) / 1_000_000_000L);
    }
  }
}
