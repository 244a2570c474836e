package dev.andon.hub.alert;

import dev.andon.hub.budget.BudgetEvent;
import dev.andon.hub.money.Owners;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Row;
import dev.andon.hub.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events from the request path without holding it up: a thread of its own stores them and
 * sends them on. A full queue drops the newest and counts it. Thread-safe.
 */
public final class Alerts implements Consumer<BudgetEvent>, AutoCloseable {
  /** What the store needs before alerts can be kept. */
  public static final List<Migration> MIGRATIONS =
      List.of(Migration.resource(Alerts.class, "alert", 1));

  private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
  private static final int QUEUE = 1_000;
  private static final int TRIES = 3;
  private static final long LOOK_UP_MILLIS = 100;

  private final Store store;
  private final AlertSink sink;
  private final BlockingQueue<Alert> queue = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong unsent = new AtomicLong();
  private final AtomicLong unstored = new AtomicLong();
  private final Map<Alert.Kind, AtomicLong> raised = new EnumMap<>(Alert.Kind.class);
  private final Thread thread;
  private volatile boolean closing;

  /**
   * Starts the thread.
   *
   * @param store opened with {@link #MIGRATIONS}
   */
  public Alerts(Store store, AlertSink sink, MeterRegistry meters) {
    this.store = store;
    this.sink = sink;
    for (Alert.Kind kind : Alert.Kind.values()) {
      AtomicLong count = new AtomicLong();
      raised.put(kind, count);
      meters.more().counter("andon.alerts", List.of(Tag.of("kind", kind.word())), count);
    }
    meters.more().counter("andon.alerts.dropped", List.of(), dropped);
    meters.more().counter("andon.alerts.unsent", List.of(), unsent);
    meters.more().counter("andon.alerts.unstored", List.of(), unstored);
    this.thread = Thread.ofPlatform().name("alerts").daemon(true).start(this::run);
  }

  @Override
  public void accept(BudgetEvent event) {
    raise(alert(event));
  }

  /** Returns at once. */
  public void raise(Alert alert) {
    AtomicLong count = raised.get(alert.kind());
    if (count != null) {
      count.incrementAndGet();
    }
    if (!queue.offer(alert)) {
      dropped.incrementAndGet();
    }
  }

  /** The newest first. */
  public List<Alert> latest(int rows) {
    return store.read(
        tx ->
            tx.query(
                "SELECT at_ms, kind, subject, message FROM alert ORDER BY id DESC LIMIT ?",
                Alerts::read,
                Math.min(rows, 1_000)));
  }

  /** Stores and sends what is queued, then stops. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closing || !queue.isEmpty()) {
        Alert next = queue.poll(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          handleSafely(next);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** No alert may take the thread from those after it. */
  private void handleSafely(Alert alert) {
    try {
      handle(alert);
    } catch (RuntimeException | Error failed) {
      LOG.error("alert not handled kind={}", alert.kind().word(), failed);
    }
  }

  private void handle(Alert alert) {
    LOG.warn(
        "alert kind={} subject=\"{}\" message=\"{}\"",
        alert.kind().word(),
        alert.subject(),
        alert.message());
    try {
      store.write(
          tx ->
              tx.update(
                  "INSERT INTO alert (at_ms, kind, subject, message) VALUES (?, ?, ?, ?)",
                  alert.at().toEpochMilli(),
                  alert.kind().name(),
                  alert.subject(),
                  alert.message()));
    } catch (RuntimeException e) {
      unstored.incrementAndGet();
      LOG.debug("alert not stored cause={}", e.getMessage());
    }
    send(alert);
  }

  private void send(Alert alert) {
    for (int i = 1; i <= TRIES; i++) {
      try {
        sink.send(alert);
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception e) {
        if (i == TRIES) {
          unsent.incrementAndGet();
          LOG.warn("alert not sent tries={} cause={}", TRIES, e.toString());
        }
      }
    }
  }

  private static Alert alert(BudgetEvent event) {
    return switch (event) {
      case BudgetEvent.Warned e -> new Alert(e.at(), Alert.Kind.WARN, e.rule().id(), e.message());
      case BudgetEvent.Stopped e -> new Alert(e.at(), Alert.Kind.STOP, e.rule().id(), e.message());
      case BudgetEvent.Grown e -> new Alert(e.at(), Alert.Kind.TOP_UP, e.rule().id(), e.message());
      case BudgetEvent.AboveBound e ->
          new Alert(
              e.at(), Alert.Kind.ABOVE_BOUND, payer(e.hold().request().owners()), e.message());
    };
  }

  private static String payer(Owners owners) {
    return owners.chain().getFirst().toString();
  }

  private static Alert read(Row row) {
    return new Alert(
        Instant.ofEpochMilli(row.number(1)),
        Alert.Kind.valueOf(row.text(2)),
        row.text(3),
        row.text(4));
  }
}
