package dev.andon.hub;

import dev.andon.hub.alert.Alert;
import dev.andon.hub.alert.Alerts;
import dev.andon.hub.billing.Billing;
import dev.andon.hub.billing.SpendCopy;
import dev.andon.hub.billing.SpendDoubt;
import dev.andon.hub.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about the files beside the request path, once a second on a thread of its own: the
 * copy of what was spent follows the ledger, damage is told once, and paid work stops and goes on
 * with doubt about the spend.
 */
final class DataRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataRounds.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Map<String, Store> files;
  private final SpendCopy copy;
  private final SpendDoubt doubt;
  private final Billing billing;
  private final Alerts alerts;
  private final InstantSource clock;
  private final Set<String> told = new HashSet<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("data-rounds").daemon(true).factory());
  private boolean failing;
  private volatile Optional<SpendDoubt.Open> open = Optional.empty();

  DataRounds(
      Map<String, Store> files,
      SpendCopy copy,
      SpendDoubt doubt,
      Billing billing,
      Alerts alerts,
      InstantSource clock) {
    this.files = files;
    this.copy = copy;
    this.doubt = doubt;
    this.billing = billing;
    this.alerts = alerts;
    this.clock = clock;
  }

  /** Makes a first round before it returns, so that nothing is paid for while in doubt. */
  DataRounds start(MeterRegistry meters) {
    files.forEach(
        (file, store) ->
            meters.gauge(
                "andon.store.damaged",
                List.of(Tag.of("file", file)),
                store,
                s -> s.damage().isPresent() ? 1 : 0));
    meters.gauge("andon.spend.in.doubt", this, rounds -> rounds.open.isPresent() ? 1 : 0);
    round();
    var _ =
        thread.scheduleWithFixedDelay(
            this::guarded, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  /** One round, on the caller's thread. */
  void round() {
    tellDamage();
    weigh();
    var _ = copy.follow();
  }

  /** Why the hub is not ready, and what to do; empty where its files are sound. */
  List<String> problems() {
    return Stream.concat(
            files.entrySet().stream()
                .filter(file -> file.getValue().damage().isPresent())
                .map(
                    file ->
                        "data damaged: "
                            + file.getKey()
                            + "; start the hub again, it takes over what can be read"),
            open.stream().map(DataRounds::inWords))
        .toList();
  }

  private void tellDamage() {
    files.forEach(
        (file, store) ->
            store
                .damage()
                .filter(found -> told.add(file))
                .ifPresent(
                    found ->
                        alert(
                            file,
                            "the file is damaged: "
                                + found
                                + "; start the hub again, it sets the file aside and takes over"
                                + " what can be read")));
  }

  private void weigh() {
    Optional<SpendDoubt.Open> now = doubt.open();
    if (now.isPresent()) {
      billing.pausePaying(inWords(now.get()));
    } else {
      billing.resumePaying();
    }
    if (now.isPresent() && open.isEmpty()) {
      alert("spend", inWords(now.get()));
    }
    open = now;
  }

  /** Fits a verdict's detail. */
  private static String inWords(SpendDoubt.Open open) {
    return "nothing is paid for since "
        + open.since()
        + ": what was spent is in doubt; compare the ledger with the providers' bills, then"
        + " ./andon ledger confirm-spend. "
        + open.reason();
  }

  private void alert(String subject, String message) {
    alerts.raise(new Alert(clock.instant(), Alert.Kind.DATA, subject, message));
  }

  private void guarded() {
    try {
      round();
      failing = false;
    } catch (RuntimeException failed) {
      if (!failing) {
        LOG.error("data round failed cause={}", failed.getMessage());
      }
      failing = true;
    }
  }

  /** The copy is up to date when this returns. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      var _ = thread.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var _ = copy.follow();
  }
}
