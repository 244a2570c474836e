package dev.andon.hub;

import dev.andon.hub.account.Keys;
import dev.andon.hub.alert.Alerts;
import dev.andon.hub.billing.Billing;
import dev.andon.hub.billing.SpendCopy;
import dev.andon.hub.billing.SpendDoubt;
import dev.andon.hub.cache.ExactCache;
import dev.andon.hub.ingest.EvidenceStore;
import dev.andon.hub.ingest.Ingest;
import dev.andon.hub.report.Statements;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Outage;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreException.Kind;
import dev.andon.hub.store.StoreSettings;
import dev.andon.hub.telemetry.RequestJournal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The hub's files: {@code hub.db} for money, keys and the state of escalations, {@code evidence.db}
 * for pictures, stored answers and the request log, which must never stand in the way of money, and
 * {@code spend.db} with a second copy of what was spent.
 */
record HubStores(Store money, Store evidence, Store spend) implements AutoCloseable {
  private static final int PICTURE_PAGES = 16_384;

  static final List<Migration> MONEY =
      Stream.of(
              Billing.MIGRATIONS,
              SpendDoubt.MIGRATIONS,
              Keys.MIGRATIONS,
              Statements.MIGRATIONS,
              Alerts.MIGRATIONS,
              Ingest.MIGRATIONS)
          .flatMap(List::stream)
          .toList();

  static final List<Migration> EVIDENCE =
      Stream.of(EvidenceStore.MIGRATIONS, ExactCache.MIGRATIONS, RequestJournal.MIGRATIONS)
          .flatMap(List::stream)
          .toList();

  static HubStores open(Path folder, InstantSource clock) {
    List<Store> opened = new ArrayList<>();
    try {
      opened.add(Store.open(StoreSettings.of(folder.resolve("hub.db")), MONEY, clock));
      opened.add(
          Store.open(
              StoreSettings.of(folder.resolve("evidence.db")).withPageSize(PICTURE_PAGES),
              EVIDENCE,
              clock));
      opened.add(
          Store.open(StoreSettings.of(folder.resolve("spend.db")), SpendCopy.MIGRATIONS, clock));
      return new HubStores(opened.get(0), opened.get(1), opened.get(2));
    } catch (RuntimeException failed) {
      opened.forEach(Store::close);
      throw failed;
    }
  }

  /** What keeps a file from being used at present, in words. */
  List<String> outages() {
    return all().flatMap(store -> store.outages().stream()).map(Outage::inWords).toList();
  }

  /** Shows whether each file can be written, and what callers did not get from it. */
  HubStores countedBy(MeterRegistry meters) {
    all().forEach(store -> count(store, meters));
    return this;
  }

  private Stream<Store> all() {
    return Stream.of(money, evidence, spend);
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

  /** By the name of its file. */
  Map<String, Store> byFile() {
    return Map.of("hub.db", money, "evidence.db", evidence, "spend.db", spend);
  }

  @Override
  public void close() {
    spend.close();
    evidence.close();
    money.close();
  }
}
