package dev.andon.hub.account;

import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Row;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** API-managed keys as rows. Lists are lines; a label is {@code name=value}. Thread-safe. */
final class KeyRows {
  static final List<Migration> MIGRATIONS = List.of(Migration.resource(KeyRows.class, "key", 1));
  private static final String COLUMNS =
      "id, owners, models, namespace_fields, deadline_ms, log_content, clamp_output, fetch_hosts, labels, expires_ms, revoked";

  private final Store store;

  KeyRows(Store store) {
    this.store = store;
  }

  /** A secret's hash and until when it is good. */
  record Hash(String hash, String key, Optional<Instant> until) {}

  List<VirtualKey> keys() {
    return store.read(
        tx -> tx.query("SELECT " + COLUMNS + " FROM api_key ORDER BY id", KeyRows::key));
  }

  List<Hash> hashes() {
    return store.read(
        tx ->
            tx.query(
                "SELECT hash, api_key, until_ms FROM api_key_hash",
                row ->
                    new Hash(
                        row.text(1),
                        row.text(2),
                        row.optionalNumber(3).map(Instant::ofEpochMilli))));
  }

  void insert(VirtualKey key, String hash, Instant now) {
    store.write(
        tx -> {
          tx.update(
              "INSERT INTO api_key ("
                  + COLUMNS
                  + ", created_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              key.id(),
              key.owners().chain().stream().map(Owner::toString).collect(Collectors.joining("\n")),
              String.join("\n", key.allowedModels()),
              String.join("\n", key.namespaceFields()),
              key.deadline().map(Duration::toMillis),
              key.logContent() ? 1 : 0,
              key.clampOutput() ? 1 : 0,
              String.join("\n", key.fetchHosts()),
              key.labels().entrySet().stream()
                  .map(e -> e.getKey() + "=" + e.getValue())
                  .sorted()
                  .collect(Collectors.joining("\n")),
              key.expires().map(Instant::toEpochMilli),
              key.revoked() ? 1 : 0,
              now.toEpochMilli());
          return hash(tx, key.id(), hash, now);
        });
  }

  /** A second secret; those before it end at {@code overlapEnds}. */
  void rotate(String id, String hash, Instant now, Instant overlapEnds) {
    store.write(
        tx -> {
          tx.update(
              "UPDATE api_key_hash SET until_ms = ? WHERE api_key = ? AND (until_ms IS NULL OR until_ms > ?)",
              overlapEnds.toEpochMilli(),
              id,
              overlapEnds.toEpochMilli());
          return hash(tx, id, hash, now);
        });
  }

  void expires(String id, Instant at) {
    store.write(
        tx -> tx.update("UPDATE api_key SET expires_ms = ? WHERE id = ?", at.toEpochMilli(), id));
  }

  void revoke(String id) {
    store.write(tx -> tx.update("UPDATE api_key SET revoked = 1 WHERE id = ?", id));
  }

  private static int hash(Tx tx, String id, String hash, Instant now) {
    return tx.update(
        "INSERT INTO api_key_hash (hash, api_key, created_ms) VALUES (?, ?, ?)",
        hash,
        id,
        now.toEpochMilli());
  }

  private static VirtualKey key(Row row) {
    return new VirtualKey(
        row.text(1),
        new Owners(lines(row.text(2)).stream().map(Owner::parse).toList()),
        lines(row.text(3)),
        lines(row.text(4)),
        row.optionalNumber(5).map(Duration::ofMillis),
        row.number(6) == 1,
        row.number(7) == 1,
        lines(row.text(8)),
        labels(row.text(9)),
        VirtualKey.Managed.API,
        row.optionalNumber(10).map(Instant::ofEpochMilli),
        row.number(11) == 1);
  }

  private static Map<String, String> labels(String text) {
    return lines(text).stream()
        .collect(
            Collectors.toMap(
                l -> l.substring(0, l.indexOf('=')), l -> l.substring(l.indexOf('=') + 1)));
  }

  private static List<String> lines(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split("\n"));
  }
}
