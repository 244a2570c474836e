package dev.andon.hub.cache;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.Part;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.JsonRecords;
import dev.andon.hub.money.Money;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Row;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreException;
import dev.andon.hub.store.Tx;
import dev.andon.hub.time.SteadyClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exact tier: the same bytes asked again inside the same walls get the stored answer. Durable;
 * an answer that was kept a moment before a power cut may be lost, which costs one more call.
 * Thread-safe.
 */
public final class ExactCache implements AnswerCache {
  private static final Logger LOG = LoggerFactory.getLogger(ExactCache.class);

  /** How many answers are kept between two looks at the bound. */
  private static final int TRIM_EVERY = 256;

  /** The schema, for whoever opens the file. */
  public static final List<Migration> MIGRATIONS =
      List.of(Migration.resource(ExactCache.class, "cache", 1));

  private final Store store;
  private final CacheConfig config;
  private final SteadyClock clock;
  private final AtomicLong kept = new AtomicLong();
  private final AtomicReference<Optional<BloomFilter>> known =
      new AtomicReference<>(Optional.empty());
  private final Underway underway = new Underway();
  private final Counter hits;
  private final Counter misses;
  private final Counter bypassed;
  private final Counter failures;

  public ExactCache(Store store, CacheConfig config, SteadyClock clock, MeterRegistry meters) {
    this.store = store;
    this.config = config;
    this.clock = clock;
    hits = meters.counter("andon.cache.lookups", "result", "hit");
    misses = meters.counter("andon.cache.lookups", "result", "miss");
    bypassed = meters.counter("andon.cache.lookups", "result", "bypassed");
    failures = meters.counter("andon.cache.failures");
    var _ = store.writer().submitLater(this::readKeys);
  }

  /** Runs on the writer's thread, as every addition does. */
  private int readKeys(Tx tx) {
    BloomFilter all = new BloomFilter(2L * config.entries());
    tx.each("SELECT key FROM answer", row -> all.add(new CacheKey(row.text(1))));
    known.set(Optional.of(all));
    return 0;
  }

  @Override
  public Lookup find(Question question) {
    Optional<String> reason = reasonToBypass(question);
    if (reason.isPresent()) {
      bypassed.increment();
      return new Lookup.Bypassed(reason.get());
    }
    CacheKey key = Fingerprint.of(question, question.namespace().orElseThrow());
    try {
      Optional<Lookup.Hit> hit = stored(key);
      (hit.isPresent() ? hits : misses).increment();
      return hit.isPresent() ? hit.get() : new Lookup.Miss(key);
    } catch (StoreException | BadJson broken) {
      failures.increment();
      LOG.debug("cache not readable cause={}", broken.getMessage());
      return new Lookup.Bypassed("the cache cannot be read");
    }
  }

  /** What makes two equal requests unequal, or an answer unfit to be given twice. */
  private static Optional<String> reasonToBypass(Question question) {
    if (question.namespace().isEmpty()) {
      return Optional.of("no namespace: a field that the key declares is missing, or it has none");
    }
    Chat chat = question.chat();
    if (chat.parts().anyMatch(Part.ImageUrl.class::isInstance)) {
      return Optional.of("an image is given by URL, and what lies there may change");
    }
    return Optional.empty();
  }

  private Optional<Lookup.Hit> stored(CacheKey key) {
    Optional<Lookup.Hit> newest = underway.find(key);
    if (newest.isPresent()) {
      return newest;
    }
    if (known.get().filter(keys -> !keys.mayHold(key)).isPresent()) {
      return Optional.empty();
    }
    long oldest = clock.believed() ? clock.millis() - config.age().toMillis() : 0;
    return store.read(
        tx ->
            tx.first(
                "SELECT completion, cost_micros, currency, request_id, stored_ms FROM answer"
                    + " WHERE key = ? AND stored_ms >= ?",
                row -> hit(key, row),
                key.sha256(),
                oldest));
  }

  private Lookup.Hit hit(CacheKey key, Row row) {
    Optional<Money> cost =
        row.optionalNumber(2)
            .flatMap(
                micros -> row.optionalText(3).map(currency -> Money.ofMicros(micros, currency)));
    return new Lookup.Hit(
        key,
        JsonRecords.AS_NAMED.read(row.text(1), Completion.class),
        cost,
        RequestId.parse(row.text(4)),
        Instant.ofEpochMilli(row.number(5)));
  }

  @Override
  public void keep(
      Lookup.Miss miss, Completion completion, Optional<Money> cost, RequestId source) {
    if (!complete(completion)) {
      return;
    }
    String text = JsonRecords.AS_NAMED.write(completion);
    long size = text.getBytes(StandardCharsets.UTF_8).length;
    if (size > config.answerBytes()) {
      return;
    }
    boolean trim = kept.incrementAndGet() % TRIM_EVERY == 0;
    Instant now = clock.instant();
    Lookup.Hit answer = new Lookup.Hit(miss.key(), completion, cost, source, now);
    underway.add(answer, size);
    var _ =
        store
            .writer()
            .submitLater(
                tx -> {
                  tx.update(
                      "INSERT INTO answer (key, stored_ms, request_id, completion, cost_micros,"
                          + " currency, size) VALUES (?, ?, ?, ?, ?, ?, ?)"
                          + " ON CONFLICT (key) DO UPDATE SET stored_ms = excluded.stored_ms,"
                          + " request_id = excluded.request_id, completion ="
                          + " excluded.completion, cost_micros = excluded.cost_micros, currency ="
                          + " excluded.currency, size = excluded.size",
                      miss.key().sha256(),
                      now.toEpochMilli(),
                      source.toString(),
                      text,
                      cost.map(Money::micros),
                      cost.map(c -> c.currency().getCurrencyCode()),
                      size);
                  return noted(tx, miss.key(), trim);
                })
            .whenComplete(
                (done, failure) -> {
                  underway.stored(answer, size);
                  if (failure != null) {
                    failures.increment();
                    LOG.debug("answer not kept cause={}", failure.getMessage());
                  }
                });
  }

  private int noted(Tx tx, CacheKey key, boolean trim) {
    known.get().ifPresent(keys -> keys.add(key));
    int gone = trim ? trim(tx) : 0;
    return known.get().filter(keys -> !keys.isFull()).isPresent() ? gone : readKeys(tx);
  }

  private int trim(Tx tx) {
    long over = tx.number("SELECT COUNT(*) FROM answer") - config.entries();
    return over <= 0
        ? 0
        : tx.update(
            "DELETE FROM answer WHERE key IN"
                + " (SELECT key FROM answer ORDER BY stored_ms LIMIT ?)",
            over);
  }

  /** A truncated or filtered answer is nothing to give twice. */
  private static boolean complete(Completion completion) {
    return completion.choices().stream()
        .map(Choice::finishReason)
        .allMatch(r -> r == FinishReason.STOP || r == FinishReason.TOOL_CALLS);
  }
}
