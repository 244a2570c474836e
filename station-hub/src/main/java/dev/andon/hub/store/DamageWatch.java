package dev.andon.hub.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers that an open file turned out to be damaged, and marks it so that the next start
 * salvages. Thread-safe.
 */
final class DamageWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DamageWatch.class);
  private static final Duration LONGEST_LOOK = Duration.ofHours(6);
  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private final Path file;
  private final AtomicReference<@Nullable String> finding = new AtomicReference<>();
  private volatile @Nullable Thread looking;

  DamageWatch(Path file) {
    this.file = file;
  }

  Optional<String> finding() {
    return Optional.ofNullable(finding.get());
  }

  /** Passes every failure on. */
  <T> T watching(Supplier<T> work) {
    try {
      return work.get();
    } catch (StoreException failed) {
      if (isDamage(failed)) {
        note(String.valueOf(failed.getMessage()));
      }
      throw failed;
    }
  }

  static boolean isDamage(StoreException failed) {
    return failed.getCause() instanceof SQLException cause && Soundness.isDamage(cause);
  }

  /** Looks the whole file through on a thread of its own; reads of others go on meanwhile. */
  void lookThrough() {
    looking =
        Thread.ofPlatform()
            .name("look-through-" + file.getFileName())
            .daemon(true)
            .start(this::look);
  }

  private void look() {
    try {
      if (Soundness.of(file, LONGEST_LOOK) instanceof Soundness.Damaged(String found)) {
        note(found);
      }
    } catch (StoreException notNow) {
      LOG.warn("database not looked through file={} cause={}", file, notNow.getMessage());
    }
  }

  private void note(String found) {
    if (!finding.compareAndSet(null, found)) {
      return;
    }
    LOG.error(
        "database damaged file={} finding=\"{}\"; start the hub again: it sets the file aside and"
            + " takes over what can be read",
        file,
        found);
    try {
      new DamageMark(found.replace('\n', ' '), Optional.empty()).write(file);
    } catch (StoreException unmarked) {
      LOG.error("database not marked file={} cause={}", file, unmarked.getMessage());
    }
  }

  /** Ends the look, and waits until nobody has the file open: the next hub may move it. */
  @Override
  public void close() {
    Thread thread = looking;
    if (thread == null) {
      return;
    }
    thread.interrupt();
    try {
      if (!thread.join(LONGEST_END)) {
        LOG.warn("database is still being looked through file={}", file);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
