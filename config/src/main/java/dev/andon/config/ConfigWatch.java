package dev.andon.config;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a configuration read again when its file changes and on SIGHUP. A configuration that cannot
 * be used is refused as a whole and the old one stays. Thread-safe.
 */
public final class ConfigWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private final Path file;
  private final Runnable reload;
  private final Duration every;
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("config-watch").daemon().factory());
  private FileTime seen;

  public ConfigWatch(Path file, Runnable reload) {
    this(file, reload, LOOK_EVERY);
  }

  /**
   * @param every how often the file is looked at
   */
  public ConfigWatch(Path file, Runnable reload, Duration every) {
    this.file = file;
    this.reload = reload;
    this.every = every;
    this.seen = modified();
  }

  public void start() {
    var _ =
        looking.scheduleWithFixedDelay(
            this::look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    onHangUp(this::readSoon);
  }

  private void readSoon() {
    try {
      looking.execute(this::read);
    } catch (RejectedExecutionException closed) {
      LOG.debug("SIGHUP came after the end", closed);
    }
  }

  private void look() {
    FileTime now = modified();
    if (!now.equals(seen)) {
      seen = now;
      read();
    }
  }

  private void read() {
    try {
      reload.run();
      LOG.info("configuration read again file={}", file);
    } catch (RuntimeException unusable) {
      LOG.error(
          "configuration refused, the old one stays file={} cause={}", file, unusable.getMessage());
    } catch (Error bug) {
      // What a look throws would be the end of all further ones.
      LOG.error("configuration cannot be read again, the old one stays file={}", file, bug);
    }
  }

  private FileTime modified() {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      return FileTime.fromMillis(0);
    }
  }

  /** By reflection: the compiler warns of the JDK's signal classes, and some machines lack them. */
  private static void onHangUp(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                action.run();
                return null;
              });
      Object before = signal.getMethod("handle", signal, handler).invoke(null, hangUp, proxy);
      if (handler.getField("SIG_IGN").get(null).equals(before)) {
        LOG.info("SIGHUP stays ignored, as after nohup: the file is read when it changes");
      }
    } catch (ReflectiveOperationException noSignals) {
      LOG.debug("SIGHUP is not available cause={}", noSignals.getMessage());
    }
  }

  @Override
  public void close() {
    looking.shutdownNow();
  }
}
