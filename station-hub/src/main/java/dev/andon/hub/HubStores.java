package dev.andon.hub;

import dev.andon.hub.admin.RequestJournal;
import dev.andon.hub.alert.Alerts;
import dev.andon.hub.cache.ExactCache;
import dev.andon.hub.ingest.Evidence;
import dev.andon.hub.ingest.Ingest;
import dev.andon.hub.key.Keys;
import dev.andon.hub.report.Statements;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Outage;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreException.Kind;
import dev.andon.hub.store.StoreSettings;
import dev.andon.hub.till.Till;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/**
 * The hub's two files: {@code hub.db} for money, keys and the state of escalations, {@code
 * evidence.db} for pictures, stored answers and the request log, which must never stand in the way
 * of money.
 */
record HubStores(Store money, Store evidence) implements AutoCloseable {
  private static final int PICTURE_PAGES = 16_384;

  static final List<Migration> MONEY =
      Stream.of(
              Till.MIGRATIONS,
              Keys.MIGRATIONS,
              Statements.MIGRATIONS,
              Alerts.MIGRATIONS,
              Ingest.MIGRATIONS)
          .flatMap(List::stream)
          .toList();

  static final List<Migration> EVIDENCE =
      Stream.of(Evidence.MIGRATIONS, ExactCache.MIGRATIONS, RequestJournal.MIGRATIONS)
          .flatMap(List::stream)
          .toList();

  static HubStores open(Path folder, InstantSource clock) {
    Store money = Store.open(StoreSettings.of(folder.resolve("hub.db")), MONEY, clock);
    try {
      StoreSettings pictures =
          StoreSettings.of(folder.resolve("evidence.db")).withPageSize(PICTURE_PAGES);
      return new HubStores(money, Store.open(pictures, EVIDENCE, clock));
    } catch (RuntimeException failed) {
      money.close();
      throw failed;
    }
  }

  /** What keeps either file from being used at present, in words. */
  List<String> outages() {
    return both().flatMap(store -> store.outages().stream()).map(Outage::sentence).toList();
  }

  /** Shows whether each file can be written, and what callers did not get from it. */
  HubStores countedBy(MeterRegistry meters) {
    both().forEach(store -> count(store, meters));
    return this;
  }

  private Stream<Store> both() {
    return Stream.of(money, evidence);
  }

  private static void count(Store store, MeterRegistry meters) {
    Tags file = Tags.of("file", store.file());
    meters.gauge("andon.store.writable", file, store, s -> s.writable() ? 1 : 0);
    for (Kind kind : Kind.values()) {
      Tags tags = file.and("kind", kind.word());
      meters
          .more()
          .counter(
              "andon.store.failures", tags.and("work", "write"), store, s -> s.writesRefused(kind));
      meters
          .more()
          .counter(
              "andon.store.failures", tags.and("work", "read"), store, s -> s.readsRefused(kind));
    }
  }

  @Override
  public void close() {
    evidence.close();
    money.close();
  }
}
