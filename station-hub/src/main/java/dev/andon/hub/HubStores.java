package dev.andon.hub;

import dev.andon.hub.admin.RequestJournal;
import dev.andon.hub.alert.Alerts;
import dev.andon.hub.cache.ExactCache;
import dev.andon.hub.ingest.Evidence;
import dev.andon.hub.ingest.Ingest;
import dev.andon.hub.key.Keys;
import dev.andon.hub.report.Statements;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import dev.andon.hub.till.Till;
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

  private static final List<Migration> MONEY =
      Stream.of(
              Till.MIGRATIONS,
              Keys.MIGRATIONS,
              Statements.MIGRATIONS,
              Alerts.MIGRATIONS,
              Ingest.MIGRATIONS)
          .flatMap(List::stream)
          .toList();

  private static final List<Migration> EVIDENCE =
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

  @Override
  public void close() {
    evidence.close();
    money.close();
  }
}
