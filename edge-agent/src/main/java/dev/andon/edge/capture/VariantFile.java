package dev.andon.edge.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The product variant that a line writes into a file, looked at every tenth of a second: one line
 * with the variant's name. A name that ends with a line feed is whole and counts at once; one
 * without counts when it has stood for a fifth of a second, so that half a name never counts. While
 * the file holds no name (it is gone, empty, has several lines or signs that no name has) the last
 * one counts for a second, for whoever replaces it, and then {@link #UNKNOWN}; so it is where no
 * look ends for three seconds, as on a share that has gone. Nobody but the looks waits for the
 * file. Thread-safe.
 */
public final class VariantFile implements AutoCloseable {
  /** What frames carry while nobody says which variant runs: no golden frames count for it. */
  public static final String UNKNOWN = "unknown";

  private static final Logger LOG = LoggerFactory.getLogger(VariantFile.class);
  private static final long LOOK_MS = 100;
  private static final long STOOD_NANOS = 200_000_000L;
  private static final long REPLACED_NANOS = 1_000_000_000L;
  private static final long SILENT_NANOS = 3_000_000_000L;
  private static final int LONGEST = 128;

  private final Path file;
  private final LongSupplier nanos;
  private final ScheduledThreadPoolExecutor looks =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("variant-file").daemon().factory());
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile long lookedAt;
  private Turn now;
  private Turn before;
  private byte[] content = {};
  private long contentSince;
  private Optional<String> problem;
  private long problemSince;

  /** A variant, and from when on it was the one. */
  private record Turn(String variant, long sinceNanos) {}

  /** What a look found. */
  private sealed interface Found {
    record Name(String variant) implements Found {}

    /** Maybe half a name; wait for the next look. */
    record Unfinished() implements Found {}

    record Nothing(String why) implements Found {}
  }

  /**
   * @param nanos the clock that stamps the frames
   */
  public VariantFile(Path file, LongSupplier nanos) {
    this.file = file;
    this.nanos = nanos;
    this.now = new Turn(UNKNOWN, nanos.getAsLong());
    this.before = now;
    this.contentSince = nanos.getAsLong();
    this.problem = Optional.of("nobody has said which variant runs");
    this.problemSince = nanos.getAsLong() - REPLACED_NANOS;
    this.lookedAt = nanos.getAsLong();
  }

  /**
   * Begins to look by itself; once, however often the source is opened. The first look is waited
   * for, a second at most.
   */
  public void start() {
    if (!started.compareAndSet(false, true)) {
      return;
    }
    lookedAt = nanos.getAsLong();
    CountDownLatch looked = new CountDownLatch(1);
    looks.execute(
        () -> {
          round();
          looked.countDown();
        });
    var _ = looks.scheduleWithFixedDelay(this::round, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    try {
      if (!looked.await(1, TimeUnit.SECONDS)) {
        LOG.warn("variant file={} is slow to be read", file);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** A round that throws would be the last one. */
  private void round() {
    try {
      look();
    } catch (RuntimeException | Error bug) {
      LOG.error("file={} cannot be looked at; the next look follows", file, bug);
    }
  }

  /**
   * The variant that ran when a frame was taken: a change since then is for the parts behind it.
   */
  public synchronized String at(long frameNanos) {
    return silent().isPresent()
        ? UNKNOWN
        : frameNanos - now.sinceNanos() >= 0 ? now.variant() : before.variant();
  }

  /** Why frames carry no variant's name, a sentence without its stop; empty while they do. */
  public synchronized Optional<String> trouble() {
    return silent()
        .or(() -> now.variant().equals(UNKNOWN) ? problem : Optional.empty())
        .map(why -> "variant file " + file + ": " + why + "; every frame is asked about");
  }

  /** Why nothing is known of it, where a look of its own does not come back. */
  private Optional<String> silent() {
    long seconds = (nanos.getAsLong() - lookedAt) / 1_000_000_000L;
    return started.get() && nanos.getAsLong() - lookedAt > SILENT_NANOS
        ? Optional.of("reading it has not ended for " + seconds + " s")
        : Optional.empty();
  }

  /** Looks now. */
  public void look() {
    Optional<byte[]> read = Optional.empty();
    String why = "";
    try (InputStream in = Files.newInputStream(file)) {
      read = Optional.of(in.readNBytes(4 * LONGEST + 2));
    } catch (NoSuchFileException gone) {
      why = "it is not there";
    } catch (IOException unreadable) {
      why = "it cannot be read: " + unreadable.getMessage();
    }
    settle(read, why);
  }

  private synchronized void settle(Optional<byte[]> read, String unread) {
    long moment = nanos.getAsLong();
    lookedAt = moment;
    switch (read.map(bytes -> found(bytes, moment)).orElseGet(() -> new Found.Nothing(unread))) {
      case Found.Name(String variant) -> {
        problem = Optional.empty();
        turn(variant, moment);
      }
      case Found.Unfinished unfinished -> {
        // The next look sees whether it has stood.
      }
      case Found.Nothing(String why) -> nothing(why, moment);
    }
  }

  private void nothing(String why, long moment) {
    if (problem.isEmpty()) {
      problemSince = moment;
    }
    problem = Optional.of(why);
    if (moment - problemSince >= REPLACED_NANOS) {
      turn(UNKNOWN, moment);
    }
  }

  private void turn(String variant, long moment) {
    if (variant.equals(now.variant())) {
      return;
    }
    if (variant.equals(UNKNOWN)) {
      LOG.warn("variant file={} {}; every frame is asked about", file, problem.orElse(""));
    } else {
      LOG.info("variant={} runs from now on, file={}", variant, file);
    }
    before = now;
    now = new Turn(variant, moment);
  }

  private Found found(byte[] read, long moment) {
    if (!Arrays.equals(read, content)) {
      content = read;
      contentSince = moment;
    }
    return name(read, moment);
  }

  private Found name(byte[] read, long moment) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(read)).toString();
    } catch (CharacterCodingException noText) {
      return new Found.Nothing("it holds no text in UTF-8");
    }
    String name = text.strip();
    if (name.isEmpty()) {
      return new Found.Nothing("it is empty");
    }
    if (name.length() > LONGEST || name.chars().anyMatch(sign -> sign < ' ' || sign == 0x7f)) {
      return new Found.Nothing("it holds more than the name of one variant");
    }
    boolean whole = text.endsWith("\n") || moment - contentSince >= STOOD_NANOS;
    return whole ? new Found.Name(name) : new Found.Unfinished();
  }

  /** Looks that wait for their time; none while one is made. */
  int planned() {
    return looks.getQueue().size();
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
