package dev.andon.hub.account;

import dev.andon.hub.request.Checked;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** All virtual keys. Looking one up takes one HMAC and no store. Thread-safe. */
public final class Keys {
  /** What the store needs before keys can be kept. */
  public static final List<Migration> MIGRATIONS = KeyRows.MIGRATIONS;

  private static final int SECRET_BYTES = 32;
  private static final int MAX_PRESENTED = 512;
  private static final String PREFIX = "andon_";

  private final KeyRows rows;
  private final KeyHash hash;
  private final InstantSource clock;
  private final RandomGenerator random;
  private volatile Book book = new Book(Map.of(), Map.of());

  /**
   * Loads the issued keys and adds those of the YAML.
   *
   * @param store opened with {@link #MIGRATIONS}
   * @param random must be unpredictable outside tests
   */
  public Keys(
      Store store,
      KeyHash hash,
      Collection<YamlKey> yaml,
      InstantSource clock,
      RandomGenerator random) {
    this.rows = new KeyRows(store);
    this.hash = hash;
    this.clock = clock;
    this.random = random;
    replaceYaml(yaml);
  }

  /** Who presents this text, if it is valid now. */
  public Checked<VirtualKey> find(String presented) {
    if (presented.isBlank()) {
      return refused(
          Refusal.KeyProblem.MISSING,
          "No virtual key was presented; send one as Authorization: Bearer KEY, x-api-key or api-key.");
    }
    Entry entry = presented.length() > MAX_PRESENTED ? null : book.byHash.get(hash.of(presented));
    if (entry == null) {
      return refused(
          Refusal.KeyProblem.UNKNOWN,
          "The presented virtual key is not known here; check that it is complete and meant for this hub.");
    }
    return valid(entry, clock.instant());
  }

  /**
   * The key with that id, whether valid or not; for callers that the hub has authenticated
   * otherwise, and for administration.
   */
  public Optional<VirtualKey> byId(String id) {
    return Optional.ofNullable(book.byId.get(id));
  }

  /**
   * The first key, by id, that fits, with its standing now; those of the YAML come before issued
   * ones. For callers that the hub has authenticated otherwise.
   */
  public Optional<Checked<VirtualKey>> first(Predicate<VirtualKey> fits) {
    return book.byId.values().stream()
        .filter(fits)
        .min(Comparator.comparing(VirtualKey::managed).thenComparing(VirtualKey::id))
        .map(key -> valid(new Entry(key, Optional.empty()), clock.instant()));
  }

  /** All keys by id; no secrets. */
  public List<VirtualKey> all() {
    return List.copyOf(new TreeMap<>(book.byId).values());
  }

  /** Creates a key and its secret. The id must be free. */
  public synchronized IssuedKey issue(VirtualKey key) {
    var _ = VirtualKey.chosenId(key.id());
    if (key.managed() != VirtualKey.Managed.API) {
      throw new IllegalArgumentException(
          "key " + key.id() + " is managed in the YAML; add it there");
    }
    if (book.byId.containsKey(key.id())) {
      throw new IllegalArgumentException(
          "there is a key " + key.id() + " already; rotate it, or choose another id");
    }
    String secret = secret();
    rows.insert(key, hash.of(secret), clock.instant());
    reload();
    return new IssuedKey(key, secret);
  }

  /** A new secret; the old ones work until {@code overlap} is over. */
  public synchronized IssuedKey rotate(String id, Duration overlap) {
    if (overlap.isNegative()) {
      throw new IllegalArgumentException("the overlap must be 0 or more, not " + overlap);
    }
    VirtualKey key = issued(id);
    String secret = secret();
    rows.rotate(id, hash.of(secret), clock.instant(), clock.instant().plus(overlap));
    reload();
    return new IssuedKey(key, secret);
  }

  /** Refused from {@code at} on. */
  public synchronized void expire(String id, Instant at) {
    issued(id);
    rows.expires(id, at);
    reload();
  }

  /** Refused from now on, for good. */
  public synchronized void revoke(String id) {
    issued(id);
    rows.revoke(id);
    reload();
  }

  /**
   * The YAML was read again: its keys take the place of the YAML's former ones. An id that was
   * issued here stays as it is.
   */
  public synchronized void replaceYaml(Collection<YamlKey> yaml) {
    Map<String, VirtualKey> byId = new HashMap<>();
    Map<String, Entry> byHash = new HashMap<>();
    addIssued(byId, byHash);
    for (YamlKey key : yaml) {
      if (byId.putIfAbsent(key.key().id(), key.key()) != null) {
        throw new IllegalArgumentException(
            "key "
                + key.key().id()
                + " exists already, in the YAML or issued through the API; choose another id");
      }
      if (byHash.put(hash.of(key.presented()), new Entry(key.key(), Optional.empty())) != null) {
        throw new IllegalArgumentException(
            "key " + key.key().id() + " has the secret of another key; give each its own");
      }
    }
    book = new Book(Map.copyOf(byId), Map.copyOf(byHash));
  }

  /** Takes in what another process has issued, rotated or revoked; call it every few seconds. */
  public synchronized void refresh() {
    reload();
  }

  private void reload() {
    Map<String, VirtualKey> byId = new HashMap<>();
    Map<String, Entry> byHash = new HashMap<>();
    book.byId.values().stream()
        .filter(k -> k.managed() == VirtualKey.Managed.YAML)
        .forEach(k -> byId.put(k.id(), k));
    book.byHash.forEach(
        (hashed, entry) -> {
          if (entry.key.managed() == VirtualKey.Managed.YAML) {
            byHash.put(hashed, entry);
          }
        });
    addIssued(byId, byHash);
    book = new Book(Map.copyOf(byId), Map.copyOf(byHash));
  }

  private void addIssued(Map<String, VirtualKey> byId, Map<String, Entry> byHash) {
    rows.keys().forEach(k -> byId.put(k.id(), k));
    for (KeyRows.Hash hashed : rows.hashes()) {
      VirtualKey key = byId.get(hashed.key());
      if (key != null) {
        byHash.put(hashed.hash(), new Entry(key, hashed.until()));
      }
    }
  }

  private VirtualKey issued(String id) {
    VirtualKey key = book.byId.get(id);
    if (key == null) {
      throw new IllegalArgumentException("there is no key " + id);
    }
    if (key.managed() == VirtualKey.Managed.YAML) {
      throw new IllegalArgumentException("key " + id + " is managed in the YAML; change it there");
    }
    return key;
  }

  private String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Checked<VirtualKey> valid(Entry entry, Instant now) {
    VirtualKey key = entry.key;
    if (key.revoked()) {
      return refused(
          Refusal.KeyProblem.REVOKED,
          "The virtual key " + key.id() + " was revoked; ask its owner for a new one.");
    }
    if (key.expires().filter(at -> !now.isBefore(at)).isPresent()) {
      return refused(
          Refusal.KeyProblem.EXPIRED,
          "The virtual key " + key.id() + " expired at " + key.expires().get() + ".");
    }
    if (entry.until.filter(at -> !now.isBefore(at)).isPresent()) {
      return refused(
          Refusal.KeyProblem.EXPIRED,
          "This secret of the virtual key "
              + key.id()
              + " was replaced, and the overlap is over; use the new one.");
    }
    return new Checked.Go<>(key);
  }

  private static Checked<VirtualKey> refused(Refusal.KeyProblem problem, String message) {
    return new Checked.Stop<>(new Refusal.Key(problem, message));
  }

  private record Entry(VirtualKey key, Optional<Instant> until) {}

  private record Book(Map<String, VirtualKey> byId, Map<String, Entry> byHash) {}
}
