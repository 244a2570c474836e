package dev.andon.edge.service;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a station owes its service manager: a sign of life, three times within the time that it is
 * given, as long as no loop hangs; and a line that says what it does. One that hangs is not kept
 * alive: the manager kills and restarts it. Confined to one thread.
 */
public final class ServiceDuty {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceDuty.class);
  private static final Duration STATUS_EVERY = Duration.ofSeconds(10);

  private final ServiceManager manager;
  private final LongSupplier nanos;
  private long signDue;
  private long statusDue;
  private boolean hangs;

  /**
   * @param nanos as {@link System#nanoTime}
   */
  public ServiceDuty(ServiceManager manager, LongSupplier nanos) {
    this.manager = manager;
    this.nanos = nanos;
    this.signDue = nanos.getAsLong();
    this.statusDue = signDue;
  }

  /**
   * To be called a few times a second.
   *
   * @param hanging loops that hang
   * @param status what the station does, in a line; asked for now and then
   */
  public void look(List<String> hanging, Supplier<String> status) {
    long now = nanos.getAsLong();
    if (!hanging.isEmpty()) {
      complain(hanging);
      return;
    }
    hangs = false;
    if (manager.watchdog().isPresent() && now - signDue >= 0) {
      signDue = now + manager.watchdog().get().toNanos() / 3;
      manager.moves();
    }
    if (now - statusDue >= 0) {
      statusDue = now + STATUS_EVERY.toNanos();
      manager.status(status.get());
    }
  }

  private void complain(List<String> hanging) {
    if (!hangs) {
      hangs = true;
      LOG.error("{} hangs: the service manager is told no more that this station moves", hanging);
      manager.status(String.join(", ", hanging) + " hangs");
    }
  }
}
