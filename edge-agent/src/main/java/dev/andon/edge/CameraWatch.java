package dev.andon.edge;

import dev.andon.edge.capture.Frame;
import dev.andon.edge.triage.CameraFault;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the camera shows parts: sees a live picture that stands still, counts faults and
 * says each once when it begins and ends. {@link #frozen} and {@link #sawDamage} belong to the
 * capture thread, the rest is thread-safe.
 */
final class CameraWatch {
  private static final Logger LOG = LoggerFactory.getLogger(CameraWatch.class);

  /**
   * So long a live picture may stay the same to the last bit. Sensors never repeat a frame, but a
   * decoder does while an encoder skips blocks of a still scene, at most until its next key frame.
   */
  static final long FROZEN_NANOS = 10_000_000_000L;

  /** And at least so many frames of it: one slow stream is not a frozen one. */
  static final int FROZEN_FRAMES = 5;

  private static final long DAMAGE_TOLD_NANOS = 60_000_000_000L;

  private final boolean live;
  private final String source;
  private final AtomicReference<@Nullable CameraFault> now = new AtomicReference<>();
  private final Map<CameraFault.Kind, Counter> counted = new EnumMap<>(CameraFault.Kind.class);
  private final Counter damaged;
  private boolean toldDamage;
  private long damageToldAt;
  private long last;
  private long since;
  private int same;

  /**
   * @param live whether frames come from a camera; files may well be alike
   * @param source as the log names it
   */
  CameraWatch(boolean live, String source, MeterRegistry registry) {
    this.live = live;
    this.source = source;
    for (CameraFault.Kind kind : CameraFault.Kind.values()) {
      counted.put(
          kind,
          Counter.builder("andon.edge.camera.faults")
              .description("frames that show no part")
              .tag("kind", kind.word())
              .register(registry));
    }
    this.damaged =
        Counter.builder("andon.edge.pictures.damaged")
            .description("pictures in files of which some pixels are missing")
            .register(registry);
    Gauge.builder("andon.edge.camera.faulty", now, n -> n.get() == null ? 0 : 1)
        .description("1 while the last frame shows no part")
        .register(registry);
  }

  /** Whether a live camera shows the same picture again and again. */
  Optional<CameraFault> frozen(Frame frame) {
    if (!live) {
      return Optional.empty();
    }
    long sum = frame.picture().checksum();
    if (same == 0 || sum != last) {
      last = sum;
      since = frame.monotonicNanos();
      same = 1;
      return Optional.empty();
    }
    same++;
    long stood = frame.monotonicNanos() - since;
    return same >= FROZEN_FRAMES && stood >= FROZEN_NANOS
        ? Optional.of(
            new CameraFault(
                CameraFault.Kind.FROZEN,
                String.format(
                    Locale.ROOT,
                    "%d frames in %.0f s are the same to the last bit; restart the camera",
                    same,
                    stood / 1e9)))
        : Optional.empty();
  }

  /** A frame showed no part. */
  void saw(CameraFault fault) {
    Objects.requireNonNull(counted.get(fault.kind())).increment();
    CameraFault before = now.getAndSet(fault);
    if (before == null || before.kind() != fault.kind()) {
      LOG.warn("source={} {}; the line is told its fallback", source, fault);
    }
  }

  /** Some of a frame's pixels are made up; said at most once a minute. Capture thread. */
  void sawDamage(Frame frame) {
    damaged.increment();
    if (!toldDamage || frame.monotonicNanos() - damageToldAt >= DAMAGE_TOLD_NANOS) {
      toldDamage = true;
      damageToldAt = frame.monotonicNanos();
      LOG.warn(
          "source={} part={} is damaged: {}; it is asked about instead of passed",
          source,
          frame.partId(),
          frame.picture().damage().orElse(""));
    }
  }

  /** A frame showed something. */
  void sawPart() {
    CameraFault before = now.getAndSet(null);
    if (before != null) {
      LOG.info("source={} camera shows parts again, it was {}", source, before.kind().word());
    }
  }

  /** What is wrong with the last frame, if something is. */
  Optional<CameraFault> fault() {
    return Optional.ofNullable(now.get());
  }
}
