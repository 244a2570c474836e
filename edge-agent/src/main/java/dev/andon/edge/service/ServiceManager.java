package dev.andon.edge.service;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The systemd that started this process with {@code Type=notify}: told when the station is ready,
 * what it does, and, where {@code WatchdogSec} is set, that it still moves (sd_notify(3)). What
 * cannot be said is logged once and stops nothing. Thread-safe.
 */
public final class ServiceManager {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
  private static final int MAX_STATUS = 200;

  private final NotifySocket socket;
  private final Optional<Duration> watchdog;
  private volatile boolean told;

  private ServiceManager(NotifySocket socket, Optional<Duration> watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /**
   * Empty where nobody wants to be told.
   *
   * @param environment {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID} are
   *     read
   * @param pid of this process
   */
  public static Optional<ServiceManager> of(Map<String, String> environment, long pid) {
    String address = environment.get("NOTIFY_SOCKET");
    if (address == null || address.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ServiceManager(new NotifySocket(address), watchdog(environment, pid)));
    } catch (IllegalArgumentException | UnsatisfiedLinkError unusable) {
      LOG.warn("systemd is not told anything: {}", unusable.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String whose = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
    if (!micros.matches("[1-9]\\d{0,17}") || !whose.equals(Long.toString(pid))) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(Math.multiplyExact(1_000L, Long.parseLong(micros))));
  }

  /** Within this time systemd wants to hear that the process moves, or it kills it. */
  public Optional<Duration> watchdog() {
    return watchdog;
  }

  public void ready() {
    say("READY=1");
  }

  public void stopping() {
    say("STOPPING=1");
  }

  /** It moves. */
  public void moves() {
    say("WATCHDOG=1");
  }

  /**
   * Says what the station does.
   *
   * @param text one line for {@code systemctl status}
   */
  public void status(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    say("STATUS=" + line.substring(0, Math.min(line.length(), MAX_STATUS)));
  }

  private void say(String state) {
    try {
      socket.send(state);
    } catch (IOException silent) {
      if (!told) {
        told = true;
        LOG.warn("systemd cannot be told {}: {}", state, silent.getMessage());
      }
    }
  }
}
